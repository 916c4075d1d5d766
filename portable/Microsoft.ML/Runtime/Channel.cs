using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Runtime;

/// <summary>Passes messages on to <see cref="MLContext.Log"/>, and says itself when it starts and how long it lasted.</summary>
sealed class Channel : IChannel
{
    readonly MLContext context;
    readonly string source;
    readonly long started = Stopwatch.GetTimestamp();
    bool disposed;

    internal Channel(MLContext context, string source)
    {
        this.context = context;
        this.source = source;
        Trace(MessageSensitivity.None, "Channel started");
    }

    public string ContextDescription => source;

    public TException Process<TException>(TException ex) where TException : Exception => ((IExceptionContext)context).Process(ex);

    public void Send(ChannelMessage msg) => context.Publish(new LoggingEventArgs(msg.Message, msg.Kind, source));

    public void Trace(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt));

    public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) => Trace(sensitivity, Format(fmt, args));

    public void Info(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Info, sensitivity, fmt));

    public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) => Info(sensitivity, Format(fmt, args));

    public void Warning(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt));

    public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) => Warning(sensitivity, Format(fmt, args));

    public void Error(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Error, sensitivity, fmt));

    public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) => Error(sensitivity, Format(fmt, args));

    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        Trace(MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", Stopwatch.GetElapsedTime(started));
        Trace(MessageSensitivity.None, "Channel disposed");
    }

    static string Format(string format, object[] args) => string.Format(CultureInfo.InvariantCulture, format, args);
}

/// <summary>Takes messages nobody listens to: text goes through channels.</summary>
sealed class Pipe<TMessage>(MLContext context, string name) : IPipe<TMessage>
{
    public string ContextDescription => name;

    public TException Process<TException>(TException ex) where TException : Exception => ((IExceptionContext)context).Process(ex);

    public void Send(TMessage msg) { }

    public void Dispose() { }
}
