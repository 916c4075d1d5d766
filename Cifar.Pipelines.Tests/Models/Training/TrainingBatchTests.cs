using Cifar.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Training;

/// <summary>The loss against the definition of cross-entropy, written out in C# in double precision.</summary>
[Collection(TorchTests.Name)]
public sealed class TrainingBatchTests : IDisposable
{
    private static readonly float[] Logits = [1.5f, -0.3f, 0.2f, 0, 2.5f, -4, 0.1f, 0.2f, 0.3f];
    private static readonly long[] Labels = [0, 2, 1];
    private static readonly long[] Others = [1, 2, 0];
    private static readonly float[] Shares = [1, 0.25f, 0.7f];

    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    public void The_loss_is_the_cross_entropy_with_the_smoothed_label(double smoothing) =>
        Assert.Equal(Enumerable.Range(0, 3).Average(i => CrossEntropy(i, Labels[i], smoothing)), Loss(null, null, smoothing), 1e-6);

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    public void Two_labels_count_by_their_shares(double smoothing)
    {
        double expected = Enumerable.Range(0, 3).Average(i => (Shares[i] * CrossEntropy(i, Labels[i], smoothing)) + ((1 - Shares[i]) * CrossEntropy(i, Others[i], smoothing)));
        Assert.Equal(expected, Loss(tensor(Others), tensor(Shares), smoothing), 1e-6);
    }

    private static double Loss(Tensor? others, Tensor? shares, double smoothing) =>
        new TrainingBatch(empty(3, 1), tensor(Labels), others, shares).Loss(tensor(Logits, new long[] { 3, 3 }), smoothing).item<float>();

    private static double CrossEntropy(int row, long label, double smoothing)
    {
        double[] logits = [.. Logits.Skip(3 * row).Take(3).Select(logit => (double)logit)];
        double sum = Math.Log(logits.Sum(Math.Exp));
        return -logits.Select((logit, i) => ((i == label ? 1 - smoothing : 0) + (smoothing / 3)) * (logit - sum)).Sum();
    }
}
