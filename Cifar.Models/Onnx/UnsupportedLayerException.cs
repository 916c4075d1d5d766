namespace Cifar.Models.Onnx;

/// <summary>A network has a layer that cannot be written as ONNX; the message names it and its place in the network.</summary>
public sealed class UnsupportedLayerException : NotSupportedException
{
    /// <summary>Creates the exception without a message.</summary>
    public UnsupportedLayerException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">Which layer, where, and what to do.</param>
    public UnsupportedLayerException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the error behind it.</summary>
    /// <param name="message">Which layer, where, and what to do.</param>
    /// <param name="innerException">The error behind it.</param>
    public UnsupportedLayerException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
