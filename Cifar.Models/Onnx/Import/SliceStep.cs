using static TorchSharp.torch;

namespace Cifar.Models.Onnx.Import;

/// <summary>A range of one dimension.</summary>
internal readonly record struct Cut(int Axis, long From, long To, long Step);

/// <summary>Takes a part of a value.</summary>
internal static class SliceStep
{
    public static void Emit(NodeReader node, int output, Activation x, Extent[] shape, IReadOnlyList<Cut> cuts) => node.EmitTo(
        output,
        shape,
        [x.Name],
        (v, _) => cuts.Aggregate(v[0], (value, cut) => value.slice(cut.Axis, cut.From, cut.To, cut.Step)),
        (graph, names) => Write(graph, names[0], cuts));

    public static string Write(OnnxGraphBuilder graph, string input, IReadOnlyList<Cut> cuts) => graph.Node(
        "Slice",
        [
            input,
            graph.Constant([.. cuts.Select(cut => cut.From)]),
            graph.Constant([.. cuts.Select(cut => cut.To)]),
            graph.Constant([.. cuts.Select(cut => (long)cut.Axis)]),
            graph.Constant([.. cuts.Select(cut => cut.Step)]),
        ]);
}
