using static TorchSharp.torch;

namespace Cifar.Models.Onnx.Import;

/// <summary>One operation of an imported graph: how TorchSharp computes it, and how it is written as ONNX again.</summary>
/// <param name="Operation">Name of the operator that it came from.</param>
/// <param name="Inputs">Names of the values and weights it reads.</param>
/// <param name="Output">Name of the value it makes.</param>
/// <param name="Run">Computes it; the flag says whether batch normalisation uses the statistics of the batch.</param>
/// <param name="Write">Writes it with the given input names and returns the name of its output.</param>
internal sealed record GraphStep(
    string Operation,
    string[] Inputs,
    string Output,
    Func<Tensor[], bool, Tensor> Run,
    Func<OnnxGraphBuilder, string[], string> Write)
{
    /// <summary>Indices of the inputs that are weights to be learnt.</summary>
    public int[] Learnt { get; init; } = [];

    /// <summary>Whether the weights belong to a batch normalisation.</summary>
    public bool IsBatchNormalization => Operation == "BatchNormalization";
}
