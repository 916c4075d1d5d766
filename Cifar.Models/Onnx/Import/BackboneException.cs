namespace Cifar.Models.Onnx.Import;

/// <summary>A sound ONNX graph cannot serve as an image backbone, or not in the way it was asked to: an operator, an input or a size that does not fit.</summary>
public sealed class BackboneException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public BackboneException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What does not fit, where, and what to do.</param>
    public BackboneException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the error behind it.</summary>
    /// <param name="message">What does not fit, where, and what to do.</param>
    /// <param name="innerException">The error behind it.</param>
    public BackboneException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
