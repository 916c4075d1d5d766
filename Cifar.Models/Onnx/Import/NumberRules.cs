using Cifar.Models.Onnx.Format;

namespace Cifar.Models.Onnx.Import;

/// <summary>Operators that compute nothing of the image: constants, shapes, and those that do nothing when predicting.</summary>
internal static class NumberRules
{
    private const int FloatType = 1;
    private static readonly HashSet<long> IntegerTypes = [6, 7, 9];

    /// <summary>Exporters write equal weights of several layers once and hand them on by this operator; each layer gets its own, so that they can be trained apart.</summary>
    public static void Identity(NodeReader node) => node.Give(node.Input(0) is Weight weight ? weight with { Name = node.Output } : node.Input(0));

    public static void Cast(NodeReader node)
    {
        long to = node.Integer("to", 0);
        bool fits = node.Input(0) switch
        {
            Numbers => to == FloatType || IntegerTypes.Contains(to),
            _ => to == FloatType,
        };
        node.Give(fits ? node.Input(0) : throw node.Wrong($"it changes numbers to type {to}; images are computed in 32-bit floats"));
    }

    public static void Constant(NodeReader node)
    {
        (string name, GraphTensor? tensor) = Value(node);
        node.Give(tensor is null ? throw node.Wrong("it has no numbers") : GraphReader.Constant(name, tensor));
    }

    /// <summary>Sizes are whole already.</summary>
    public static void Floor(NodeReader node) => node.Give(node.Numbers(0));

    public static void Shape(NodeReader node)
    {
        Activation x = node.Activation(0);
        int start = (int)Math.Clamp(node.Integer("start", 0) is var from && from < 0 ? from + x.Rank : from, 0, x.Rank);
        int end = (int)Math.Clamp(node.Integer("end", x.Rank) is var to && to < 0 ? to + x.Rank : to, start, x.Rank);
        node.Give(new Numbers(x.Shape[start..end], false));
    }

    private static (string Name, GraphTensor? Tensor) Value(NodeReader node)
    {
        string name = node.Output;
        if (node.Attribute("value")?.T is { } tensor)
        {
            return (name, TensorReader.Read(tensor));
        }

        if (node.Attribute("value_float") is { } number)
        {
            return (name, new([], [number.F]));
        }

        if (node.Attribute("value_floats") is { } floats)
        {
            return (name, new([floats.Floats.Count], [.. floats.Floats]));
        }

        if (node.Attribute("value_int") is { } integer)
        {
            return (name, new([], [integer.I]));
        }

        return (name, node.Attribute("value_ints") is AttributeProto integers ? new([integers.Ints.Count], [.. integers.Ints]) : null);
    }
}
