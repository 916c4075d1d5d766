using Cifar.Models.Networks;
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
    public static Evaluation Of(ImageNetwork network, ImageBatches batches, Tensor indices)
    {
        network.eval();
        using IDisposable mode = no_grad();
        double correct = 0, loss = 0;
        long count = indices.shape[0];
        for (long start = 0; start < count; start += BatchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor batch = indices.narrow(0, start, Math.Min(BatchSize, count - start));
            Tensor labels = batches.Labels(batch);
            Tensor logits = network.call(batches.Plain(batch));
            correct += logits.argmax(1).eq(labels).sum().item<long>();
            loss += nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).item<float>();
        }

        network.train();
        return new(correct / count, loss / count);
    }
}
