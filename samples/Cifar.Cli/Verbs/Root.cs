using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using Cifar.Cli.Output;

namespace Cifar.Cli.Verbs;

/// <summary>The command <c>cifar</c>: the verbs, and the options that every verb has.</summary>
internal static class Root
{
    public const string Json = "--json";
    public const string Verbose = "--verbose";

    public static Command Create() => new("cifar", "Trains small image classifiers for ML.NET, and says how good they are.")
    {
        new HelpOption(),
        new VersionOption { Action = new PrintVersion() },
        new Option<bool>(Json) { Description = "Print the result as one JSON value on standard output, and nothing else there.", Recursive = true },
        new Option<bool>(Verbose) { Description = "Show where an error came from.", Recursive = true },
        DataVerb.Create(),
        TrainVerb.Create(),
        TransferVerb.Create(),
        FeaturesVerb.Create(),
        BackbonesVerb.Create(),
        LrFindVerb.Create(),
        EvaluateVerb.Create(),
        CalibrateVerb.Create(),
        ExportVerb.Create(),
        CompareVerb.Create(),
        ReportVerb.Create(),
        PredictVerb.Create(),
        ExplainVerb.Create(),
        ServeVerb.Create(),
        InfoVerb.Create(),
        DoctorVerb.Create(),
        NetsVerb.Create(),
    };

    /// <summary>The streams of the command that is being run.</summary>
    public static Screen ScreenOf(ParseResult parsed) =>
        new(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue<bool>(Json));

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var version = typeof(Root).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
            parseResult.InvocationConfiguration.Output.WriteLine(version?.InformationalVersion.Split('+')[0]);
            return ExitCode.Done;
        }
    }
}
