namespace Cifar.Models.Training.DataParallel;

/// <summary>Adds up the gradients of all ranks, step by step. What can be summed while the backward pass still runs should be.</summary>
public interface IGradientReduction : IDisposable
{
    /// <summary>The backward pass of a step comes next.</summary>
    /// <param name="share">What this rank's gradients are multiplied with before they are summed: its share of the batch, above 0 to 1.</param>
    /// <param name="numbers">Some more numbers to be summed; as many on all ranks.</param>
    void Begin(double share, IReadOnlyList<double> numbers);

    /// <summary>The backward pass is done: waits until the gradients of the weights are the sums over all ranks.</summary>
    /// <returns>The sums of the numbers.</returns>
    double[] Finish();
}
