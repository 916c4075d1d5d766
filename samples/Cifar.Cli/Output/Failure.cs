using System.Reflection;
using System.Text.RegularExpressions;
using Cifar.Cli.Parsing;

namespace Cifar.Cli.Output;

/// <summary>Turns whatever went wrong into one or two lines for a person and an exit code for a script.</summary>
internal static partial class Failure
{
    /// <summary>How every error begins.</summary>
    public const string Prefix = "cifar: error: ";

    private const string Continuation = "       ";

    public static int Report(Exception exception, TextWriter error, bool verbose, CancellationToken cancellationToken)
    {
        exception = Innermost(exception);
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            error.WriteLine("cifar: interrupted");
            return ExitCode.Interrupted;
        }

        error.WriteLine(Prefix + Screen.Plain(Text(exception, verbose)));
        if (verbose)
        {
            error.WriteLine(Screen.Plain(exception.ToString()));
        }

        return exception is UsageException ? ExitCode.WrongUsage : ExitCode.Failed;
    }

    /// <summary>Reports an error that does not end the command.</summary>
    public static void Report(Exception exception, Screen screen) => screen.Note(Prefix + Text(exception));

    /// <summary>The message of an error as one line, or two where it says what to do.</summary>
    public static string Text(Exception exception, bool verbose = false)
    {
        exception = Innermost(exception);
        string message = ParameterName().Replace(exception.Message, "");
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string text = lines.Length <= 2 ? string.Join("\n" + Continuation, lines) : $"{lines[0]}\n{Continuation}{string.Join(' ', lines[1..])}";
        if (exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException && !text.Contains("cifar doctor", StringComparison.Ordinal))
        {
            text = $"{text.ReplaceLineEndings(" ")}\n{Continuation}Run `cifar doctor`: it shows which native libraries were found and what to install.";
        }

        return IsForeseen(exception) ? text : $"{exception.GetType().Name}: {text}{(verbose ? "" : $"\n{Continuation}This should not happen; --verbose shows where it did.")}";
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception is AggregateException or TargetInvocationException or TypeInitializationException && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }

    // Everything the libraries throw on purpose has a message for the user; these say nothing to one who does not know the code.
    private static bool IsForeseen(Exception exception) =>
        exception is not (NullReferenceException or IndexOutOfRangeException or InvalidCastException or KeyNotFoundException or ObjectDisposedException);

    // ArgumentException adds the name of a C# parameter, which the command line does not have.
    [GeneratedRegex(@" ?\(Parameter '[^']*'\)(\r?\nActual value was .*)?")]
    private static partial Regex ParameterName();
}
