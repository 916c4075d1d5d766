using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>Features [N, F] and labels [N] of images to learn from or to choose by.</summary>
internal sealed class HeadData : IDisposable
{
    public HeadData(Tensor features, Tensor labels, int classes)
    {
        Features = features.DetachFromDisposeScope();
        Labels = labels.DetachFromDisposeScope();
        Classes = classes;
    }

    public Tensor Features { get; }

    public Tensor Labels { get; }

    public int Classes { get; }

    public long Count => Features.shape[0];

    public int Width => (int)Features.shape[1];

    /// <summary>Takes rows of a set of features.</summary>
    /// <param name="set">The features.</param>
    /// <param name="labels">Labels of all of its rows.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="flip">What is done with mirrored images.</param>
    /// <param name="learning">Whether mirrored images count as further examples, where they do at all.</param>
    public static HeadData Of(FeatureSet set, int[] labels, int[] rows, int classes, FlipMode flip, bool learning)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor plain = Rows(set.Values, set.Count, rows);
        Tensor classOf = tensor(Array.ConvertAll(rows, row => (long)labels[row]));
        if (flip == FlipMode.Average)
        {
            plain = plain.add(Rows(set.Mirrored!, set.Count, rows)).mul(0.5);
        }
        else if (flip == FlipMode.Augment && learning)
        {
            plain = cat([plain, Rows(set.Mirrored!, set.Count, rows)], 0);
            classOf = cat([classOf, classOf], 0);
        }

        return new(plain.MoveToOuterDisposeScope(), classOf.MoveToOuterDisposeScope(), classes);
    }

    /// <summary>Share classified correctly and mean cross-entropy in nats.</summary>
    public (double Accuracy, double Loss) Evaluate(nn.Module<Tensor, Tensor> head)
    {
        const long Batch = 512;
        head.eval();
        using IDisposable mode = no_grad();
        double correct = 0, loss = 0;
        for (long start = 0; start < Count; start += Batch)
        {
            using DisposeScope scope = NewDisposeScope();
            long length = Math.Min(Batch, Count - start);
            Tensor logits = head.call(Features.narrow(0, start, length)), labels = Labels.narrow(0, start, length);
            correct += logits.argmax(1).eq(labels).sum().item<long>();
            loss += nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).item<float>();
        }

        return (correct / Count, loss / Count);
    }

    public void Dispose()
    {
        Features.Dispose();
        Labels.Dispose();
    }

    private static Tensor Rows(float[] values, int width, int[] rows)
    {
        var chosen = new float[(long)rows.Length * width];
        for (int i = 0; i < rows.Length; i++)
        {
            values.AsSpan(rows[i] * width, width).CopyTo(chosen.AsSpan(i * width));
        }

        return tensor(chosen, new long[] { rows.Length, width });
    }
}
