namespace Cifar.Models.Onnx.ActivationMaps;

/// <summary>Operators that multiply with weights.</summary>
internal static class LinearDerivatives
{
    public static void Gemm(TailNode node, float[] gradient)
    {
        if (node.Integer("transA", 0) != 0 || node.Wants(2))
        {
            throw node.Wrong("its first input is transposed, or its third depends on the image");
        }

        node.Give(0, () => Back(gradient, node.Weights(1), node.Integer("transB", 0) != 0, node.Float("alpha", 1)));
    }

    public static void MatMul(TailNode node, float[] gradient)
    {
        TailValue weights = node.Weights(1);
        if (weights.Shape.Length != 2)
        {
            throw node.Wrong($"its weights have {weights.Shape.Length} dimensions; two are supported");
        }

        node.Give(0, () => Back(gradient, weights, transposed: false, 1));
    }

    /// <summary>A convolution of single places, as fully connected layers and means of groups are written for maps.</summary>
    public static void PointwiseConvolution(TailNode node, float[] gradient)
    {
        var ((_, from), (_, to), weights) = (node.Input(0), node.Output, node.Weights(1));
        if (weights.Shape is not [_, _, 1, 1] || !from.AsSpan(2).SequenceEqual(to.AsSpan(2)))
        {
            throw node.Wrong("it looks at more than one place");
        }

        int groups = node.Integer("group", 1), area = from[2] * from[3], inputs = from[1] / groups, outputs = to[1] / groups;
        var passed = new float[from[1] * area];
        for (int output = 0; output < to[1]; output++)
        {
            int first = output / outputs * inputs;
            for (int input = 0; input < inputs; input++)
            {
                float weight = weights.Numbers[(output * inputs) + input];
                for (int place = 0; place < area; place++)
                {
                    passed[((first + input) * area) + place] += weight * gradient[(output * area) + place];
                }
            }
        }

        node.Give(0, () => passed);
    }

    public static void BatchNormalization(TailNode node, float[] gradient)
    {
        float epsilon = node.Float("epsilon", 1e-5f);
        float[] scale = node.Weights(1).Numbers, variance = node.Weights(4).Numbers;
        int area = gradient.Length / scale.Length;
        node.Give(0, () => [.. gradient.Select((g, i) => g * scale[i / area] / MathF.Sqrt(variance[i / area] + epsilon))]);
    }

    /// <summary>Rows of a gradient times the transposed weights.</summary>
    private static float[] Back(float[] gradient, TailValue weights, bool transposed, float factor)
    {
        int inputs = weights.Shape[transposed ? 1 : 0], outputs = weights.Shape[transposed ? 0 : 1], rows = gradient.Length / outputs;
        var (inputStep, outputStep) = transposed ? (1, inputs) : (outputs, 1);
        var passed = new float[rows * inputs];
        for (int row = 0; row < rows; row++)
        {
            for (int output = 0; output < outputs; output++)
            {
                float g = factor * gradient[(row * outputs) + output];
                for (int input = 0; g != 0 && input < inputs; input++)
                {
                    passed[(row * inputs) + input] += g * weights.Numbers[(input * inputStep) + (output * outputStep)];
                }
            }
        }

        return passed;
    }
}
