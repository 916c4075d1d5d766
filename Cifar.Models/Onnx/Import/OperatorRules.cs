namespace Cifar.Models.Onnx.Import;

/// <summary>The operators that can be read, and by whom. Nothing else in a file is ever run.</summary>
internal static class OperatorRules
{
    public static IReadOnlyDictionary<string, Action<NodeReader>> All { get; } = new Dictionary<string, Action<NodeReader>>(StringComparer.Ordinal)
    {
        ["Conv"] = LayerRules.Convolution,
        ["BatchNormalization"] = LayerRules.BatchNormalization,
        ["Gemm"] = LayerRules.Gemm,
        ["MatMul"] = LayerRules.MatMul,
        ["LayerNormalization"] = LayerRules.LayerNormalization,

        ["MaxPool"] = PoolingRules.Max,
        ["AveragePool"] = PoolingRules.Average,
        ["GlobalAveragePool"] = PoolingRules.GlobalAverage,
        ["GlobalMaxPool"] = PoolingRules.GlobalMax,
        ["ReduceMean"] = PoolingRules.Mean,

        ["Relu"] = ActivationRules.Relu,
        ["Clip"] = ActivationRules.Clip,
        ["Sigmoid"] = ActivationRules.Sigmoid,
        ["HardSigmoid"] = ActivationRules.HardSigmoid,
        ["HardSwish"] = ActivationRules.HardSwish,
        ["Gelu"] = ActivationRules.Gelu,
        ["LeakyRelu"] = ActivationRules.LeakyRelu,
        ["Elu"] = ActivationRules.Elu,
        ["PRelu"] = ActivationRules.PRelu,
        ["Softmax"] = ActivationRules.Softmax,
        ["LogSoftmax"] = ActivationRules.LogSoftmax,
        ["Log"] = ActivationRules.Log,
        ["Tanh"] = ActivationRules.Tanh,
        ["Erf"] = ActivationRules.Erf,
        ["Exp"] = ActivationRules.Exp,
        ["Sqrt"] = ActivationRules.Sqrt,
        ["Abs"] = ActivationRules.Abs,
        ["Round"] = ActivationRules.Round,
        ["Softplus"] = ActivationRules.Softplus,

        ["Add"] = ArithmeticRules.Add,
        ["Sub"] = ArithmeticRules.Subtract,
        ["Mul"] = ArithmeticRules.Multiply,
        ["Div"] = ArithmeticRules.Divide,
        ["Pow"] = ArithmeticRules.Power,
        ["Sum"] = ArithmeticRules.Sum,

        ["Flatten"] = ShapeRules.Flatten,
        ["Reshape"] = ShapeRules.Reshape,
        ["Squeeze"] = ShapeRules.Squeeze,
        ["Unsqueeze"] = ShapeRules.Unsqueeze,
        ["Transpose"] = ShapeRules.Transpose,
        ["Concat"] = ShapeRules.Concat,
        ["Slice"] = ShapeRules.Slice,
        ["Split"] = ShapeRules.Split,
        ["Gather"] = ShapeRules.Gather,

        ["Pad"] = ResizingRules.Pad,
        ["Resize"] = ResizingRules.Resize,
        ["Upsample"] = ResizingRules.Resize,

        ["Identity"] = NumberRules.Identity,
        ["Dropout"] = NumberRules.Identity,
        ["Cast"] = NumberRules.Cast,
        ["Constant"] = NumberRules.Constant,
        ["Shape"] = NumberRules.Shape,
        ["Floor"] = NumberRules.Floor,
    };
}
