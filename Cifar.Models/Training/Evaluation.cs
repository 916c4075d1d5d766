using Cifar.Models.Networks;
using Cifar.Models.Training.DataParallel;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>Accuracy and cross-entropy of a network on some of the images.</summary>
/// <param name="Accuracy">Share classified correctly, 0..1.</param>
/// <param name="Loss">Mean cross-entropy in nats.</param>
internal sealed record Evaluation(double Accuracy, double Loss)
{
    private const int BatchSize = 500;

    /// <summary>Evaluates without augmentation, dropout and gradients; the network is back in training mode afterwards.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batches">The images.</param>
    /// <param name="indices">Those to evaluate on.</param>
    /// <param name="shared">The ranks that do it together; null for this process alone.</param>
    public static Evaluation Of(ImageNetwork network, ImageBatches batches, Tensor indices, SharedTraining? shared)
    {
        network.eval();
        using IDisposable mode = no_grad();
        long count = indices.shape[0];
        int pieces = (int)((count + BatchSize - 1) / BatchSize);
        (double Correct, double Loss)[] sums = shared?.Merge(pieces, Piece) ?? [.. Enumerable.Range(0, pieces).Select(Piece)];
        network.train();
        return new(sums.Sum(piece => piece.Correct) / count, sums.Sum(piece => piece.Loss) / count);

        (double Correct, double Loss) Piece(int piece)
        {
            using DisposeScope scope = NewDisposeScope();
            long start = (long)piece * BatchSize;
            Tensor batch = indices.narrow(0, start, Math.Min(BatchSize, count - start));
            Tensor labels = batches.Labels(batch);
            Tensor logits = network.call(batches.Plain(batch));
            return (logits.argmax(1).eq(labels).sum().item<long>(), nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).item<float>());
        }
    }
}
