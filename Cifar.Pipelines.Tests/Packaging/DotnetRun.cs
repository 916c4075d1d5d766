using System.Diagnostics;

namespace Cifar.Pipelines.Tests.Packaging;

/// <summary>One run of a program as a user would start it: its exit code and what it said.</summary>
internal sealed record DotnetRun(string Line, int Code, string Output, string Error)
{
    public static DotnetRun In(string folder, params string[] line) => In(folder, new Dictionary<string, string?>(), line);

    public static DotnetRun In(string folder, IReadOnlyDictionary<string, string?> environment, params string[] line)
    {
        var start = new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // A build server of one test must not outlive it, and must not hold its files.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new DotnetRun(string.Join(' ', line), process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public DotnetRun Succeeds()
    {
        Assert.True(Code == 0, $"{Line}: exit code {Code}\n{Output}\n{Error}");
        return this;
    }

    /// <summary>Both streams of a run that had to fail.</summary>
    public string Fails()
    {
        Assert.True(Code != 0, $"{Line} succeeded:\n{Output}");
        return Output + Error;
    }
}
