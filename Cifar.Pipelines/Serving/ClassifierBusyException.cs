namespace Cifar.Pipelines.Serving;

/// <summary>The queue of a classifier is full: nothing was done, try again a little later.</summary>
public sealed class ClassifierBusyException : Exception
{
    /// <summary>Creates the exception with its usual message.</summary>
    public ClassifierBusyException() : base("Too many pictures are waiting; try again in a second.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What is full, and what to do.</param>
    public ClassifierBusyException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the error behind it.</summary>
    /// <param name="message">What is full, and what to do.</param>
    /// <param name="innerException">The error behind it.</param>
    public ClassifierBusyException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
