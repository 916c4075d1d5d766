namespace Cifar.Models.Onnx.ActivationMaps;

/// <summary>Operators that lay numbers out differently.</summary>
internal static class ShapeDerivatives
{
    /// <summary>The same numbers in the same order.</summary>
    public static void Same(TailNode node, float[] gradient) => node.Give(0, () => gradient);

    public static void Transpose(TailNode node, float[] gradient)
    {
        int[] shape = node.Input(0).Shape, order = node.Integers("perm") ?? [.. Enumerable.Range(0, shape.Length).Reverse()];
        var passed = new float[gradient.Length];
        var index = new int[shape.Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            int left = i;
            for (int axis = order.Length - 1; axis >= 0; axis--)
            {
                (left, index[order[axis]]) = Math.DivRem(left, shape[order[axis]]);
            }

            passed[index.Select((at, axis) => (at, axis)).Aggregate(0, (place, next) => (place * shape[next.axis]) + next.at)] = gradient[i];
        }

        node.Give(0, () => passed);
    }

    public static void Concat(TailNode node, float[] gradient)
    {
        int[] shape = node.Output.Shape;
        int axis = node.Axis(node.Integer("axis", 0), shape.Length), inner = shape[(axis + 1)..].Aggregate(1, (product, length) => product * length);
        int row = shape[axis] * inner, start = 0;
        for (int input = 0; input < node.InputCount; input++)
        {
            int from = start, length = node.Input(input).Shape[axis] * inner;
            node.Give(input, () => [.. Enumerable.Range(0, gradient.Length / row).SelectMany(i => gradient.Skip((i * row) + from).Take(length))]);
            start += length;
        }
    }
}
