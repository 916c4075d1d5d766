using System.CommandLine;
using System.CommandLine.Invocation;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Cli.Verbs;

namespace Cifar.Cli;

/// <summary>The whole command line, free of the process around it.</summary>
public static class CommandLine
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The words after <c>cifar</c>.</param>
    /// <param name="output">Where results go: a table for people, or with <c>--json</c> exactly one JSON value.</param>
    /// <param name="error">Where progress and errors go. A progress bar is drawn only when this is the console.</param>
    /// <param name="cancellationToken">Interrupts the command cleanly; training keeps the best weights so far.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);

        // Response files are off: a picture may well be called @home.png.
        var parsed = Root.Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        bool verbose = args.Contains(Root.Verbose);
        if (WrongUsage.Find(parsed) is { } complaint)
        {
            return Failure.Report(new UsageException(complaint), error, verbose, cancellationToken);
        }

        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            // Verbs are plain synchronous code: they get a thread of their own, so that the caller stays free to interrupt them.
            return await Task.Run(() => parsed.InvokeAsync(configuration, cancellationToken), CancellationToken.None);
        }
        catch (Exception exception)
        {
            return Failure.Report(exception, error, verbose, cancellationToken);
        }
    }
}
