using Cifar.Models.Onnx.Import;

namespace Cifar.Models.Onnx.ActivationMaps;

/// <summary>How a gradient passes from what an operator made to what it read, for the operators that stand behind the last feature maps of classifiers.</summary>
internal static class Derivatives
{
    private static readonly Dictionary<string, Action<TailNode, float[]>> All = new(StringComparer.Ordinal)
    {
        ["Abs"] = (node, g) => ActivationDerivatives.Pass(node, g, (x, _) => MathF.Sign(x)),
        ["Clip"] = ActivationDerivatives.Clip,
        ["Elu"] = (node, g) => ActivationDerivatives.Elu(node, g, node.Float("alpha", 1)),
        ["Erf"] = (node, g) => ActivationDerivatives.Pass(node, g, (x, _) => 2 / MathF.Sqrt(MathF.PI) * MathF.Exp(-x * x)),
        ["Exp"] = (node, g) => ActivationDerivatives.Pass(node, g, (_, y) => y),
        ["HardSigmoid"] = (node, g) => ActivationDerivatives.HardSigmoid(node, g, node.Float("alpha", 0.2f)),
        ["HardSwish"] = (node, g) => ActivationDerivatives.Pass(node, g, (x, _) => x <= -3 ? 0 : x >= 3 ? 1 : (x / 3) + 0.5f),
        ["LeakyRelu"] = (node, g) => ActivationDerivatives.LeakyRelu(node, g, node.Float("alpha", 0.01f)),
        ["Log"] = (node, g) => ActivationDerivatives.Pass(node, g, (x, _) => 1 / x),
        ["Relu"] = (node, g) => ActivationDerivatives.Pass(node, g, (_, y) => y > 0 ? 1 : 0),
        ["Sigmoid"] = (node, g) => ActivationDerivatives.Pass(node, g, (_, y) => y * (1 - y)),
        ["Softplus"] = (node, g) => ActivationDerivatives.Pass(node, g, (x, _) => 1 / (1 + MathF.Exp(-x))),
        ["Sqrt"] = (node, g) => ActivationDerivatives.Pass(node, g, (_, y) => 0.5f / y),
        ["Tanh"] = (node, g) => ActivationDerivatives.Pass(node, g, (_, y) => 1 - (y * y)),
        ["LogSoftmax"] = ActivationDerivatives.LogSoftmax,

        ["Add"] = (node, g) => BroadcastDerivatives.Pass(node, g, (_, _, _) => 1, (_, _, _) => 1),
        ["Sub"] = (node, g) => BroadcastDerivatives.Pass(node, g, (_, _, _) => 1, (_, _, _) => -1),
        ["Mul"] = (node, g) => BroadcastDerivatives.Pass(node, g, (_, b, _) => b, (a, _, _) => a),
        ["Div"] = (node, g) => BroadcastDerivatives.Pass(node, g, (_, b, _) => 1 / b, (_, b, y) => -y / b),
        ["ReduceMean"] = BroadcastDerivatives.Mean,

        ["BatchNormalization"] = LinearDerivatives.BatchNormalization,
        ["Conv"] = LinearDerivatives.PointwiseConvolution,
        ["Gemm"] = LinearDerivatives.Gemm,
        ["MatMul"] = LinearDerivatives.MatMul,

        ["AveragePool"] = PoolingDerivatives.Average,
        ["GlobalAveragePool"] = PoolingDerivatives.GlobalAverage,
        ["GlobalMaxPool"] = PoolingDerivatives.GlobalMax,
        ["MaxPool"] = PoolingDerivatives.Max,

        ["Concat"] = ShapeDerivatives.Concat,
        ["Dropout"] = ShapeDerivatives.Same,
        ["Flatten"] = ShapeDerivatives.Same,
        ["Identity"] = ShapeDerivatives.Same,
        ["Reshape"] = ShapeDerivatives.Same,
        ["Squeeze"] = ShapeDerivatives.Same,
        ["Transpose"] = ShapeDerivatives.Transpose,
    };

    /// <exception cref="BackboneException">There is no rule for the operator.</exception>
    public static void Check(string operation)
    {
        if (!All.ContainsKey(operation))
        {
            throw new BackboneException($"No gradient can be taken through the operator {operation}, which stands behind the last feature maps.");
        }
    }

    public static void Pass(TailNode node, float[] gradient) => All[node.Operation](node, gradient);
}
