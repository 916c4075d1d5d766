using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Format;
using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Transfer;

/// <summary>Small ONNX backbones with random weights.</summary>
internal static class SmallBackbone
{
    public const int Features = 24;

    /// <summary>Four residual blocks with batch normalisation and gates, then the mean over the image and a layer of 10 logits.</summary>
    public static byte[] Residual(int seed = 3, int height = 32, int width = 32)
    {
        random.manual_seed(seed);
        var graph = new OnnxGraphBuilder();
        graph.AddInput("input", [3, height, width]);
        string x = Layer(graph, "input", nn.Conv2d(3, Features, 3, stride: 2, padding: 1));
        x = graph.Node("Relu", [x]);
        for (int block = 0; block < 4; block++)
        {
            string y = Layer(graph, x, nn.Conv2d(Features, Features, 3, padding: 1, bias: false));
            y = Normalized(graph, y);
            y = graph.Node("Mul", [y, graph.Node("Sigmoid", [y])]);
            string gate = graph.Node("Sigmoid", [Layer(graph, graph.Node("GlobalAveragePool", [y]), nn.Conv2d(Features, Features, 1))]);
            x = graph.Node("Add", [x, graph.Node("Mul", [y, gate])]);
        }

        string features = graph.Node("Flatten", [graph.Node("GlobalAveragePool", [x])], ("axis", 1));
        graph.AddOutput(features, "features", [Features]);
        graph.AddOutput(Layer(graph, "features", nn.Linear(Features, 10)), "logits", [10]);
        ModelProto model = OnnxExport.CreateModel(graph);
        Free(model.Graph.Input[0]);
        return model.ToByteArray();
    }

    /// <summary>A graph of one's own, as bytes.</summary>
    public static byte[] Of(Func<OnnxGraphBuilder, string, string> build, long[] input, long[] output, Action<ModelProto>? change = null)
    {
        var graph = new OnnxGraphBuilder();
        graph.AddInput("input", input);
        graph.AddOutput(build(graph, "input"), "output", output);
        ModelProto model = OnnxExport.CreateModel(graph);
        change?.Invoke(model);
        return model.ToByteArray();
    }

    private static string Layer(OnnxGraphBuilder graph, string x, nn.Module layer)
    {
        using (layer)
        {
            return graph.Add(layer, x);
        }
    }

    private static string Normalized(OnnxGraphBuilder graph, string x)
    {
        using IDisposable mode = no_grad();
        using var layer = nn.BatchNorm2d(Features);
        layer.weight!.uniform_(0.5, 1.5);
        layer.bias!.uniform_(-0.5, 0.5);
        layer.running_mean!.uniform_(-0.2, 0.2);
        layer.running_var!.uniform_(0.5, 1.5);
        return graph.Add(layer, x);
    }

    // Rows and columns of any number.
    private static void Free(ValueInfoProto input)
    {
        input.Type.TensorType.Shape.Dim[2] = new() { DimParam = "H" };
        input.Type.TensorType.Shape.Dim[3] = new() { DimParam = "W" };
    }
}
