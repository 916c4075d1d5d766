using static TorchSharp.torch;

namespace Cifar.Models.Onnx.Import;

/// <summary>Sums and products of two values, of images or of shapes.</summary>
internal static class ArithmeticRules
{
    public static void Add(NodeReader node) => Binary(node, (a, b) => a.add(b), (a, b) => a.PerImage == b.PerImage ? a with { Count = checked(a.Count + b.Count) } : null);

    public static void Subtract(NodeReader node) => Binary(node, (a, b) => a.sub(b), (a, b) => a.PerImage == b.PerImage ? new(checked(a.Count - b.Count), a.PerImage && a != b) : null);

    public static void Multiply(NodeReader node) => Binary(node, (a, b) => a.mul(b), (a, b) => a.PerImage && b.PerImage ? null : new(checked(a.Count * b.Count), a.PerImage || b.PerImage));

    public static void Divide(NodeReader node) => Binary(node, (a, b) => a.div(b), Quotient);

    public static void Power(NodeReader node) => Binary(node, (a, b) => a.pow(b), (_, _) => null);

    public static void Sum(NodeReader node)
    {
        Activation[] terms = [.. Enumerable.Range(0, node.InputCount).Select(input => node.Activation(input))];
        Extent[] shape = terms.Aggregate(terms[0].Shape, (sum, term) => Broadcast(node, sum, term.Shape));
        node.Emit(
            shape,
            [.. terms.Select(term => term.Name)],
            (v, _) => v.Skip(1).Aggregate(v[0], (sum, term) => sum.add(term)) is var sum && v.Length > 1 ? sum : v[0].clone(),
            (graph, names) => graph.Node("Sum", names));
    }

    /// <summary>The common shape of two values, counted from the last dimension.</summary>
    public static Extent[] Broadcast(NodeReader node, Extent[] a, Extent[] b)
    {
        var shape = new Extent[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= shape.Length; i++)
        {
            Extent x = i <= a.Length ? a[^i] : new(1), y = i <= b.Length ? b[^i] : new(1);
            shape[^i] = x == y || y == new Extent(1) ? x : x == new Extent(1) ? y : throw node.Wrong($"{Extent.Text(a)} and {Extent.Text(b)} do not fit together");
        }

        return shape;
    }

    private static void Binary(NodeReader node, Func<Tensor, Tensor, Tensor> run, Func<Extent, Extent, Extent?> count)
    {
        if (node.Input(0) is Numbers left && node.Input(1) is Numbers right)
        {
            node.Give(Combine(node, left, right, count));
            return;
        }

        Activation a = node.Activation(0), b = node.Activation(1);
        string operation = node.Operation;
        node.Emit(Broadcast(node, a.Shape, b.Shape), [a.Name, b.Name], (v, _) => run(v[0], v[1]), (graph, names) => graph.Node(operation, names), LayerRules.Learnt(node, 0, 1));
    }

    private static Numbers Combine(NodeReader node, Numbers a, Numbers b, Func<Extent, Extent, Extent?> count)
    {
        if (a.Values.Length != b.Values.Length && a.Values.Length != 1 && b.Values.Length != 1)
        {
            throw node.Wrong($"it joins {a.Values.Length} and {b.Values.Length} sizes");
        }

        int length = a.Values.Length == 1 ? b.Values.Length : a.Values.Length;
        var values = new Extent[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = count(a.Values[a.Values.Length == 1 ? 0 : i], b.Values[b.Values.Length == 1 ? 0 : i])
                ?? throw node.Wrong("it computes a shape in a way that does not hold for every number of images");
        }

        return new(values, a.IsScalar && b.IsScalar);
    }

    private static Extent? Quotient(Extent a, Extent b) => b.Count == 0 || (a.Count == long.MinValue && b.Count == -1) ? null : (a.PerImage, b.PerImage) switch
    {
        (false, false) => new(a.Count / b.Count),
        (true, true) when a.Count % b.Count == 0 => new(a.Count / b.Count),
        (true, false) when a.Count % b.Count == 0 => new(a.Count / b.Count, true),
        _ => null,
    };
}
