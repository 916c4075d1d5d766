using System.Diagnostics;
using System.Globalization;
using Cifar.Cli.Output;

namespace Cifar.Cli.Ranks;

/// <summary>One process of a job, as the one that started it sees it.</summary>
internal sealed class LaunchedRank : IDisposable
{
    private const int SignalBase = 128;
    private const int LinesKept = 40;

    private readonly Process process;
    private readonly Queue<string> errors = new();

    private LaunchedRank(int rank, Process process)
    {
        Rank = rank;
        this.process = process;
        Ended = process.WaitForExitAsync();
    }

    public int Rank { get; }

    /// <summary>Completed when the process is gone and all that it wrote was read.</summary>
    public Task Ended { get; }

    public int Code => process.ExitCode;

    /// <summary>How it ended, to follow its name in a sentence.</summary>
    public string End
    {
        get
        {
            lock (errors)
            {
                int said = errors.ToList().FindLastIndex(line => line.StartsWith(Failure.Prefix, StringComparison.Ordinal));
                return Code > SignalBase ? $"was ended by signal {Code - SignalBase}"
                    : said < 0 ? $"ended with exit code {Code}"
                    : "failed: " + string.Join('\n', errors.Skip(said))[Failure.Prefix.Length..];
            }
        }
    }

    /// <summary>Starts one; what rank 0 writes is passed on, what others write is kept for when they fail.</summary>
    public static LaunchedRank Start(int rank, string[] arguments, int size, TextWriter output, TextWriter error)
    {
        bool inherits = rank == 0 && ReferenceEquals(output, Console.Out) && ReferenceEquals(error, Console.Error);
        string program = typeof(LaunchedRank).Assembly.Location;
        string self = Environment.ProcessPath ?? "";
        bool isOwnHost = program.Length == 0 || Path.GetFileNameWithoutExtension(self) == Path.GetFileNameWithoutExtension(program);
        string host = isOwnHost || Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet";
        var start = new ProcessStartInfo(host, isOwnHost ? arguments : [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = !inherits,
            RedirectStandardError = !inherits,
        };
        start.Environment[LocalRanks.CountVariable] = size.ToString(CultureInfo.InvariantCulture);
        start.Environment[LocalRanks.LaunchedVariable] = "1";
        start.Environment.Remove(RankOptions.InterfaceVariable); // On one machine nothing but the loopback interface is needed.
        Process process = Process.Start(start)!;
        var launched = new LaunchedRank(rank, process);
        if (!inherits)
        {
            process.OutputDataReceived += (_, line) => launched.Take(line.Data, rank == 0 ? output : null);
            process.ErrorDataReceived += (_, line) => launched.Take(line.Data, rank == 0 ? error : null);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        return launched;
    }

    /// <summary>Asks it to stop after the current step.</summary>
    public void Stop()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already, which is what was wanted.
        }
    }

    public void Kill() => process.Kill(entireProcessTree: true);

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
    }

    private void Take(string? line, TextWriter? onward)
    {
        if (line is null)
        {
            return;
        }

        lock (errors)
        {
            errors.Enqueue(line);
            if (errors.Count > LinesKept)
            {
                errors.Dequeue();
            }
        }

        if (onward is not null)
        {
            lock (onward)
            {
                onward.WriteLine(line);
            }
        }
    }
}
