namespace Cifar.Models.Training;

/// <summary>What an epoch has come to so far.</summary>
/// <param name="Loss">Sum of the losses of its steps in nats.</param>
/// <param name="Correct">Images classified correctly in the steps that learnt from them.</param>
/// <param name="Seconds">Time it took.</param>
internal readonly record struct EpochSums(double Loss, double Correct, double Seconds);
