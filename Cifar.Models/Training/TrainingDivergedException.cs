namespace Cifar.Models.Training;

/// <summary>The loss became infinite or not a number. The best weights before that are kept in <see cref="Best"/>.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public TrainingDivergedException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">Where it happened and what to do.</param>
    public TrainingDivergedException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the error behind it.</summary>
    /// <param name="message">Where it happened and what to do.</param>
    /// <param name="innerException">The error behind it.</param>
    public TrainingDivergedException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal TrainingDivergedException(string message, TrainedNetwork? best) : base(message) => Best = best;

    /// <summary>The network with the best weights of the epochs completed before; null if there was none. The receiver disposes it.</summary>
    public TrainedNetwork? Best { get; }
}
