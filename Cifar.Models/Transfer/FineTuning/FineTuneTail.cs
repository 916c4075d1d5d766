using Cifar.Models.Onnx.Import;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>The trained blocks, the mean over the image, dropout and the head; all of them belong to somebody else.</summary>
internal sealed class FineTuneTail(OnnxModule blocks, Linear head, double dropout)
{
    /// <summary>All weights and statistics.</summary>
    public IReadOnlyDictionary<string, Tensor> State { get; } = new[] { ("blocks", (nn.Module)blocks), ("head", head) }
        .SelectMany(part => part.Item2.state_dict().Select(entry => KeyValuePair.Create($"{part.Item1}.{entry.Key}", entry.Value)))
        .ToDictionary(StringComparer.Ordinal);

    public Tensor Call(Tensor activations, bool training)
    {
        blocks.train(training);
        head.train(training);
        using DisposeScope scope = NewDisposeScope();
        Tensor x = blocks.call(activations);
        x = x.ndim == 4 ? x.mean([2, 3]) : x;
        return head.call(nn.functional.dropout(x, dropout, training)).MoveToOuterDisposeScope();
    }
}
