using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Cifar.Pipelines.Tests.Distributed;

/// <summary>The command line as a program of its own, to be killed.</summary>
internal sealed partial class CifarProcess : IDisposable
{
    private const int Kill9 = 9;
    private const int Stop19 = 19;

    // Generous: a test is no measurement. What is late by this much hangs.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly Task<string> error;
    private readonly Task<string> output;

    public CifarProcess(params string[] arguments) : this([], [], arguments)
    {
    }

    /// <param name="launcher">A program and its arguments that becomes the command line, such as one that enters a network namespace.</param>
    /// <param name="environment">Variables of the process, beside those of this one.</param>
    /// <param name="arguments">Words of the command line.</param>
    public CifarProcess(string[] launcher, IEnumerable<(string Name, string Value)> environment, string[] arguments)
    {
        string[] words = [.. launcher, "dotnet", typeof(Cifar.Cli.CommandLine).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        error = process.StandardError.ReadToEndAsync();
        output = process.StandardOutput.ReadToEndAsync();
    }

    public int Id => process.Id;

    /// <summary>Processes that this one has started.</summary>
    public int[] Children => [.. Process.GetProcesses().Select(one => one.Id).Where(id => ParentOf(id) == Id)];

    public static void Kill(int id) => Check(kill(id, Kill9));

    public static void Freeze(int id) => Check(kill(id, Stop19));

    public static bool IsAlive(int id) => File.Exists($"/proc/{id}/stat") && ReadStat(id) is { } stat && stat[0] != "Z";

    /// <summary>Waits for the end: the exit code, and what went to standard error.</summary>
    public async Task<(int Code, string Error)> End()
    {
        await process.WaitForExitAsync().WaitAsync(Longest);
        await output;
        return (process.ExitCode, await error);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static int? ParentOf(int id) => ReadStat(id) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : null;

    // What follows the name, which may hold blanks: state, parent, ...
    private static string[]? ReadStat(int id)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Check(int code) => Assert.Equal(0, code);

    [LibraryImport("libc")] private static partial int kill(int id, int signal);
}
