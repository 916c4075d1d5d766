namespace Cifar.Web;

/// <summary>A setting is missing or wrong; the message says which and what it may be.</summary>
public sealed class WebSettingsException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public WebSettingsException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">Which setting, and what it may be.</param>
    public WebSettingsException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the error behind it.</summary>
    /// <param name="message">Which setting, and what it may be.</param>
    /// <param name="innerException">The error behind it.</param>
    public WebSettingsException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
