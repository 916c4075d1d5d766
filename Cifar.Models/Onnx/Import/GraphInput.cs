using Cifar.Models.Onnx.Format;

namespace Cifar.Models.Onnx.Import;

/// <summary>The one image input of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ChannelsLast">Whether it is [N, H, W, 3] instead of [N, 3, H, W].</param>
/// <param name="Height">Rows, if the file fixes them.</param>
/// <param name="Width">Columns, if the file fixes them.</param>
internal sealed record GraphInput(string Name, bool ChannelsLast, int? Height, int? Width)
{
    /// <summary>What ImageNet networks are mostly trained with.</summary>
    public const int UsualSide = 224;

    public static GraphInput Of(ModelProto model)
    {
        // Files of older IR versions list the weights among the inputs.
        HashSet<string> weights = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        ValueInfoProto[] free = [.. model.Graph.Input.Where(input => !weights.Contains(input.Name))];
        if (free.Length != 1)
        {
            string names = string.Join(", ", free.Take(8).Select(input => $"'{input.Name}'"));
            throw new BackboneException($"The graph has {free.Length} inputs{(free.Length > 0 ? $" ({names})" : "")}; an image backbone has one.");
        }

        ValueInfoProto value = free[0];
        long[] shape = value.Type?.TensorType?.Shape is { } dimensions ? [.. dimensions.Dim.Select(dimension => dimension.DimValue)] : [];
        if (value.Type?.TensorType?.ElemType != OnnxGraphBuilder.FloatType || shape.Length != 4)
        {
            string kind = value.Type?.TensorType?.ElemType is 6 or 7 && shape.Length <= 2 ? " It looks like a language model." : "";
            throw new BackboneException(
                $"The input '{value.Name}' is {Describe(value, shape)}; an image backbone takes float32 [N, 3, H, W] or [N, H, W, 3].{kind}");
        }

        bool last = shape[3] == PixelNormalization.Channels && shape[1] != PixelNormalization.Channels;
        long channels = shape[last ? 3 : 1];
        if (channels is not (0 or PixelNormalization.Channels))
        {
            throw new BackboneException($"The input '{value.Name}' is {Describe(value, shape)}; an image backbone takes 3 channels, [N, 3, H, W] or [N, H, W, 3].");
        }

        return new(value.Name, last, Side(shape[last ? 1 : 2]), Side(shape[last ? 2 : 3]));
    }

    private static int? Side(long side) => side switch
    {
        <= 0 => null,
        <= ModelDescription.MaximumSide => (int)side,
        _ => throw new BackboneException($"The input has a side of {side:N0} pixels; at most {ModelDescription.MaximumSide} are supported."),
    };

    private static string Describe(ValueInfoProto value, long[] shape)
    {
        string type = value.Type?.TensorType?.ElemType switch
        {
            1 => "float32",
            2 => "uint8",
            6 => "int32",
            7 => "int64",
            10 => "float16",
            { } other => $"type {other}",
            null => "no tensor",
        };
        return $"{type} [{string.Join(", ", shape.Select(side => side <= 0 ? "?" : $"{side}"))}]";
    }
}
