namespace Cifar.Models.Onnx.ActivationMaps;

/// <summary>Operators that treat every number alike, and the logarithm of the softmax.</summary>
internal static class ActivationDerivatives
{
    /// <summary>Multiplies with the slope at each place, given input and output there.</summary>
    public static void Pass(TailNode node, float[] gradient, Func<float, float, float> slope)
    {
        float[] x = node.Input(0).Numbers, y = node.Output.Numbers;
        node.Give(0, () => [.. gradient.Select((g, i) => g * slope(x[i], y[i]))]);
    }

    public static void LeakyRelu(TailNode node, float[] gradient, float slope) => Pass(node, gradient, (x, _) => x > 0 ? 1 : slope);

    public static void Elu(TailNode node, float[] gradient, float alpha) => Pass(node, gradient, (x, y) => x > 0 ? 1 : y + alpha);

    public static void HardSigmoid(TailNode node, float[] gradient, float slope) => Pass(node, gradient, (_, y) => y is > 0 and < 1 ? slope : 0);

    public static void Clip(TailNode node, float[] gradient)
    {
        float least = node.Has(1) ? node.Weights(1).Numbers[0] : float.MinValue, most = node.Has(2) ? node.Weights(2).Numbers[0] : float.MaxValue;
        Pass(node, gradient, (x, _) => x > least && x < most ? 1 : 0);
    }

    /// <summary>Along one axis: g - softmax * sum(g), where the softmax is exp of the output.</summary>
    public static void LogSoftmax(TailNode node, float[] gradient)
    {
        var (y, shape) = node.Output;
        int axis = node.Axis(node.Integer("axis", -1), shape.Length), size = shape[axis];
        int inner = shape[(axis + 1)..].Aggregate(1, (product, length) => product * length);
        var passed = new float[gradient.Length];
        for (int start = 0; start < gradient.Length; start += size * inner)
        {
            for (int column = start; column < start + inner; column++)
            {
                float sum = 0;
                for (int i = 0; i < size; i++)
                {
                    sum += gradient[column + (i * inner)];
                }

                for (int i = 0; i < size; i++)
                {
                    int at = column + (i * inner);
                    passed[at] = gradient[at] - (MathF.Exp(y[at]) * sum);
                }
            }
        }

        node.Give(0, () => passed);
    }
}
