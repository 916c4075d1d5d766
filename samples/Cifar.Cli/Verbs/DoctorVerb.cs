using System.CommandLine;
using Cifar.Cli.Output;
using Cifar.Distributed;
using Cifar.Pipelines.Diagnostics;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar doctor</c>: what the program runs on, what is missing, and what to do about it.</summary>
internal static class DoctorVerb
{
    private static readonly NativeProbe Gloo = new("Gloo", "training by several processes", GlooTransport.Advice, GlooTransport.TryOut);

    public static Command Create()
    {
        var command = new Command("doctor", "Shows stack, versions, native libraries, devices and folders, and says what is missing. Exit code 0 when predicting works.");
        command.SetAction(parsed => Run(StackReport.Create([Gloo]), Root.ScreenOf(parsed)));
        return command;
    }

    private static int Run(StackReport report, Screen screen)
    {
        if (screen.Json)
        {
            screen.WriteJson(report, DoctorResults.Default.StackReport);
        }

        screen.Write(FactsTable.Create($"stack: {report.Stack}", report.Versions.Select(part => (part.Name, (string?)part.Version))));
        screen.Write(FactsTable.Create("native parts", report.Components.Select(component => ($"{component.Name} ({component.NeededFor})", (string?)component.ToString()))));
        screen.Write(FactsTable.Create("native libraries in this process", report.Libraries.Select(file => (file.Name, (string?)file.ToString()))));
        screen.Write(FactsTable.Create("devices",
        [
            .. report.Devices.Select(device => (device.Name, (string?)device.Description)),
            ("ONNX Runtime on", report.ExecutionProviders.Count > 0 ? string.Join(", ", report.ExecutionProviders) : "nothing"),
        ]));
        screen.Write(FactsTable.Create("folders", report.Folders.Select(folder => (folder.Purpose, (string?)folder.ToString()))));
        foreach (string advice in report.Advice)
        {
            screen.WriteLine($"advice: {advice}");
        }

        screen.WriteLine($"Predicting {(report.CanPredict ? "works" : "does not work")} here; training {(report.CanTrain ? "works" : "does not work")}.");
        return report.CanPredict ? ExitCode.Done : ExitCode.Failed;
    }
}
