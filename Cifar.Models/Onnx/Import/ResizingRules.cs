using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Onnx.Import;

/// <summary>Operators that add a border or change the size of an image.</summary>
internal static class ResizingRules
{
    public static void Pad(NodeReader node)
    {
        Activation x = node.Activation(0, rank: 4);
        long[] pads = node.IntegersOrInput("pads", 1) ?? throw node.Wrong("it has no pads");
        string mode = node.Text("mode", "constant");
        float value = node.Attribute("value") is null ? node.Scalar(2, 0) : node.Float("value", 0);
        PaddingModes? kind = mode switch { "constant" => PaddingModes.Constant, "reflect" => PaddingModes.Reflect, "edge" => PaddingModes.Replicate, _ => null };
        if (node.Has(3) || kind is null || pads.Length != 8 || pads.Any(pad => pad < 0) || pads[0] + pads[1] + pads[4] + pads[5] != 0)
        {
            throw node.Wrong("only borders around the image are supported: constant, reflect or edge");
        }

        if (kind == PaddingModes.Reflect && (Math.Max(pads[2], pads[6]) >= x.Shape[2].Count || Math.Max(pads[3], pads[7]) >= x.Shape[3].Count))
        {
            throw node.Wrong("the mirrored border is wider than the image");
        }

        long[] sides = [pads[3], pads[7], pads[2], pads[6]];
        node.Emit(
            [x.Shape[0], x.Shape[1], new(x.Shape[2].Count + pads[2] + pads[6]), new(x.Shape[3].Count + pads[3] + pads[7])],
            [x.Name],
            (v, _) => nn.functional.pad(v[0], sides, kind.Value, value),
            (graph, names) => graph.Node("Pad", kind == PaddingModes.Constant ? [names[0], graph.Constant(pads), graph.Constant([value])] : [names[0], graph.Constant(pads)], ("mode", mode)));
    }

    public static void Resize(NodeReader node)
    {
        Activation x = node.Activation(0, rank: 4);
        (long rows, long columns, bool exact) = Target(node, x);
        string coordinates = node.Text("coordinate_transformation_mode", node.Operation == "Upsample" || node.Opset < 11 ? "asymmetric" : "half_pixel");
        string rounding = node.Text("nearest_mode", "round_prefer_floor");
        bool whole = rows % x.Shape[2].Count == 0 && columns % x.Shape[3].Count == 0;
        (InterpolationMode Mode, bool Align)? kind = (node.Text("mode", "nearest"), coordinates) switch
        {
            // Whole multiples repeat pixels, however it is rounded.
            ("nearest", "asymmetric") when rounding == "floor" || node.Opset < 11 => (InterpolationMode.Nearest, false),
            ("nearest", "half_pixel" or "pytorch_half_pixel") when whole => (InterpolationMode.Nearest, false),
            ("linear", "half_pixel" or "pytorch_half_pixel") => (InterpolationMode.Bilinear, false),
            ("linear", "align_corners") => (InterpolationMode.Bilinear, true),
            ("cubic", "half_pixel" or "pytorch_half_pixel") when node.Float("cubic_coeff_a", -0.75f) == -0.75f => (InterpolationMode.Bicubic, false),
            _ => null,
        };
        if (kind is not { } chosen || node.Integer("antialias", 0) != 0)
        {
            throw node.Wrong($"resizing with mode '{node.Text("mode", "nearest")}' and coordinates '{coordinates}' is not supported");
        }

        // Runtimes take the places of pixels from the scale itself, TorchSharp from the sizes; only corners do not depend on it.
        if (!exact && !chosen.Align)
        {
            throw node.Wrong($"its scales make no whole number of pixels of {Extent.Text(x.Shape)}");
        }

        (string name, string value)[] text = chosen.Mode == InterpolationMode.Nearest
            ? [("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")]
            : [("mode", chosen.Mode == InterpolationMode.Bilinear ? "linear" : "cubic"), ("coordinate_transformation_mode", chosen.Align ? "align_corners" : "half_pixel")];
        float[] scales = [1, 1, (float)rows / x.Shape[2].Count, (float)columns / x.Shape[3].Count];
        node.Emit(
            [x.Shape[0], x.Shape[1], new(rows), new(columns)],
            [x.Name],
            (v, _) => nn.functional.interpolate(v[0], [rows, columns], null, chosen.Mode, chosen.Mode == InterpolationMode.Nearest ? null : chosen.Align),
            (graph, names) => graph.Node("Resize", [names[0], "", graph.Constant(scales, 4)], [.. text.Select(pair => (pair.name, (object)pair.value))]));
    }

    /// <summary>The new size, and whether it is the old one times the scales without a remainder.</summary>
    private static (long Rows, long Columns, bool Exact) Target(NodeReader node, Activation x)
    {
        int scalesAt = node.Operation == "Upsample" || node.Opset < 11 ? 1 : 2;
        if (node.Has(3) && node.Numbers(3).Values is [_, _, { PerImage: false } rows, { PerImage: false } columns])
        {
            return (rows.Count, columns.Count, true);
        }

        float[] scales = node.Attribute("scales") is { } attribute ? [.. attribute.Floats] : node.Weight(scalesAt, 1).Tensor.Floats!;
        if (scales is not [1, 1, > 0 and <= 64, > 0 and <= 64])
        {
            throw node.Wrong($"its scales are [{string.Join(", ", scales.Take(8))}]; only rows and columns can be resized, up to 64 times");
        }

        float height = x.Shape[2].Count * scales[2], width = x.Shape[3].Count * scales[3];
        return ((long)height, (long)width, float.IsInteger(height) && float.IsInteger(width));
    }
}
