using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Transfer;

/// <summary>Operators one by one, against ONNX Runtime, both imported and written again.</summary>
[Collection(TorchTests.Name)]
public sealed class OnnxOperatorTests
{
    private static readonly long[] Shape = [2, 3, 9, 8];

    private static readonly Dictionary<string, (Func<OnnxGraphBuilder, string, string> Build, long[] Output)> Graphs = new()
    {
        ["Conv with uneven borders"] = ((g, x) => g.Node("Conv", [x, Weights(g, 6, 3, 3, 3)], ("pads", new long[] { 0, 1, 1, 2 }), ("strides", new long[] { 2, 2 })), [6, 4, 5]),
        ["Conv SAME_UPPER"] = ((g, x) => g.Node("Conv", [x, Weights(g, 4, 3, 3, 3)], ("auto_pad", "SAME_UPPER"), ("strides", new long[] { 2, 2 })), [4, 5, 4]),
        ["Conv in groups, dilated"] = ((g, x) => g.Node("Conv", [x, Weights(g, 3, 1, 3, 3)], ("group", 3), ("dilations", new long[] { 2, 2 })), [3, 5, 4]),
        ["MaxPool with uneven borders"] = ((g, x) => g.Node("MaxPool", [x], ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 0, 0, 1, 1 }), ("strides", new long[] { 2, 2 })), [3, 4, 4]),
        ["MaxPool rounding up"] = ((g, x) => g.Node("MaxPool", [x], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }), ("ceil_mode", 1)), [3, 5, 4]),
        ["AveragePool with uneven borders"] = ((g, x) => g.Node("AveragePool", [x], ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 0, 0, 1 })), [3, 8, 7]),
        ["AveragePool counting borders"] = ((g, x) => g.Node("AveragePool", [x], ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 }), ("count_include_pad", 1)), [3, 9, 8]),
        ["GlobalMaxPool"] = ((g, x) => g.Node("GlobalMaxPool", [x]), [3, 1, 1]),
        ["ReduceMean over channels"] = ((g, x) => g.Node("ReduceMean", [x], ("axes", new long[] { 1 })), [1, 9, 8]),
        ["Clip"] = ((g, x) => g.Node("Clip", [x, g.Constant([-0.5f]), g.Constant([0.25f])]), [3, 9, 8]),
        ["HardSigmoid"] = ((g, x) => g.Node("HardSigmoid", [x], ("alpha", 0.7f), ("beta", 0.4f)), [3, 9, 8]),
        ["Elu"] = ((g, x) => g.Node("Elu", [x], ("alpha", 0.7f)), [3, 9, 8]),
        ["LeakyRelu"] = ((g, x) => g.Node("LeakyRelu", [x]), [3, 9, 8]),
        ["PRelu"] = ((g, x) => g.Node("PRelu", [x, Weights(g, 3, 1, 1)]), [3, 9, 8]),
        ["Erf, Tanh, Exp, Abs, Sqrt"] = ((g, x) => g.Node("Sqrt", [g.Node("Abs", [g.Node("Exp", [g.Node("Tanh", [g.Node("Erf", [x])])])])]), [3, 9, 8]),
        ["Softmax along channels"] = ((g, x) => g.Node("Softmax", [x], ("axis", 1)), [3, 9, 8]),
        ["Sum, Sub, Div, Pow"] = ((g, x) => g.Node("Pow", [g.Node("Div", [g.Node("Sub", [g.Node("Sum", [x, x, x]), x]), g.Constant([2f], 1)]), g.Constant([2f])]), [3, 9, 8]),
        ["Transpose and Reshape"] = ((g, x) => g.Node("Reshape", [g.Node("Transpose", [x], ("perm", new long[] { 0, 2, 3, 1 })), g.Constant([0L, -1])]), [216]),
        ["Shape arithmetic"] = ((g, x) =>
        {
            string batch = g.Node("Gather", [g.Node("Shape", [x]), g.Constant([0L])], ("axis", 0));
            return g.Node("Reshape", [x, g.Node("Concat", [batch, g.Constant([-1L])], ("axis", 0))]);
        }, [216]),
        ["Channel shuffle"] = ((g, x) =>
        {
            string doubled = g.Node("Concat", [x, g.Node("Relu", [x])], ("axis", 1));
            string parts = g.Node("Transpose", [g.Node("Reshape", [doubled, g.Constant([0L, 2, 3, 9, 8])])], ("perm", new long[] { 0, 2, 1, 3, 4 }));
            return g.Node("Reshape", [parts, g.Constant([0L, 6, 9, 8])]);
        }, [6, 9, 8]),
        ["Slice and Squeeze"] = ((g, x) => g.Node("Squeeze", [g.Node("Slice", [x, g.Constant([1L, 2]), g.Constant([2L, 8]), g.Constant([1L, 2]), g.Constant([1L, 2])]), g.Constant([1L])]), [3, 8]),
        ["Pad reflected"] = ((g, x) => g.Node("Pad", [x, g.Constant([0L, 0, 1, 2, 0, 0, 2, 1])], ("mode", "reflect")), [3, 12, 11]),
        ["Pad with a number"] = ((g, x) => g.Node("Pad", [x, g.Constant([0L, 0, 1, 2, 0, 0, 2, 1]), g.Constant([0.5f])]), [3, 12, 11]),
        ["Resize linear"] = ((g, x) => g.Node("Resize", [x, "", g.Constant([1f, 1, 2, 2], 4)], ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel")), [3, 18, 16]),
        ["Resize linear by a fraction"] = ((g, x) => g.Node("Resize", [x, "", g.Constant([1f, 1, 2, 1.25f], 4)], ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel")), [3, 18, 10]),
        ["Resize nearest"] = ((g, x) => g.Node("Resize", [x, "", g.Constant([1f, 1, 2, 2], 4)], ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")), [3, 18, 16]),
        ["MatMul and Add"] = ((g, x) => g.Node("Add", [g.Node("MatMul", [g.Node("Flatten", [x], ("axis", 1)), Weights(g, 216, 5)]), Weights(g, 5)]), [5]),
        ["Gemm with factors"] = ((g, x) => g.Node("Gemm", [g.Node("Flatten", [x], ("axis", 1)), Weights(g, 216, 5), Weights(g, 5)], ("alpha", 0.5f), ("beta", 2f)), [5]),
        ["BatchNormalization"] = ((g, x) => g.Node("BatchNormalization", [x, Weights(g, 3), Weights(g, 3), Weights(g, 3), g.Constant([1f, 2, 3], 3)], ("epsilon", 0.01f)), [3, 9, 8]),
    };

    public static TheoryData<string> Names => new(Graphs.Keys);

    /// <summary>One small file an operator.</summary>
    internal static IEnumerable<byte[]> Files => Graphs.Values.Select(graph => SmallBackbone.Of(graph.Build, [3, 9, 8], graph.Output));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operator_gives_the_numbers_of_ONNX_Runtime(string name)
    {
        (Func<OnnxGraphBuilder, string, string> build, long[] output) = Graphs[name];
        byte[] file = SmallBackbone.Of(build, [3, 9, 8], output);
        float[] x = Reference.Random(Shape), expected = Reference.Run(file, x, Shape);
        using OnnxModule module = OnnxModule.Load(file);
        Assert.Equal(output, module.OutputShape);
        Reference.Near(expected, Reference.Run(module, x, Shape), 1e-5);
        Reference.Near(expected, Reference.Run(OnnxModuleTests.Written(module), x, Shape), 1e-5);
    }

    private static string Weights(OnnxGraphBuilder graph, params long[] shape) => graph.Constant(Reference.Random(shape, 7), shape);
}
