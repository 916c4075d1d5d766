using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>Rows divided by their length, so that products are cosines.</summary>
internal static class UnitLength
{
    private const float Smallest = 1e-12f;

    public static Tensor Apply(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        return x.div(x.mul(x).sum(1, keepdim: true).add(Smallest).sqrt()).MoveToOuterDisposeScope();
    }

    public static string Write(OnnxGraphBuilder graph, string x, int width)
    {
        // A sum over the row as a product with ones: every runtime has it.
        var units = new float[width];
        Array.Fill(units, 1f);
        string squares = graph.Node("MatMul", [graph.Node("Mul", [x, x]), graph.Constant(units, width, 1)]);
        return graph.Node("Div", [x, graph.Node("Sqrt", [graph.Node("Add", [squares, graph.Constant([Smallest], 1)])])]);
    }
}
