namespace Cifar.Models.Onnx;

/// <summary>A model file, or a description inside it, is damaged, foreign or beyond the limits of this library; the message says what and where.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public ModelFormatException()
    {
    }

    /// <summary>Creates the exception with a message for the person who has the file.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public ModelFormatException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the error behind it.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The error of the reader.</param>
    public ModelFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
