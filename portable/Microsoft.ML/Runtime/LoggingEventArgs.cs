using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A message of <see cref="MLContext.Log"/>.</summary>
public class LoggingEventArgs : EventArgs
{
    public LoggingEventArgs(string message, ChannelMessageKind kind, string source)
    {
        RawMessage = message;
        Kind = kind;
        Source = source;
    }

    public LoggingEventArgs(string message) : this(message, ChannelMessageKind.Trace, "") { }

    /// <summary>The component and the step that sent the message.</summary>
    public string Source { get; }

    public ChannelMessageKind Kind { get; }

    /// <summary>The text with its source and kind before it.</summary>
    public string Message => Source.Length == 0 ? RawMessage : $"[Source={Source}, Kind={Kind}] {RawMessage}";

    /// <summary>The text alone.</summary>
    public string RawMessage { get; }
}
