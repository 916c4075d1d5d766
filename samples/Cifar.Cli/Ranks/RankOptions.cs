using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Cifar.Cli.Parsing;
using Cifar.Distributed;

namespace Cifar.Cli.Ranks;

/// <summary>The options of a command that several processes do together, and the environment variables that launchers of such jobs set.</summary>
internal sealed class RankOptions
{
    /// <summary>The network interface, for any program that uses Gloo.</summary>
    public const string InterfaceVariable = "GLOO_SOCKET_IFNAME";

    private const double DefaultTimeout = 300;

    private readonly Option<int?> processes = new("--processes") { Description = "Train with this many processes on this machine, which are started and ended together.", HelpName = "N" };
    private readonly Option<int?> size = new("--world-size") { Description = "Train with this many processes, each started by you. Default: the environment's WORLD_SIZE.", HelpName = "N" };
    private readonly Option<int?> rank = new("--rank") { Description = "The number of this process, from 0; number 0 writes the run folder. Default: the environment's RANK.", HelpName = "R" };

    private readonly Option<string?> master = new("--master")
    {
        Description = "Where the processes meet: an address of rank 0's machine, at which, and nowhere else, it listens; or file:PATH in a folder that all see. Trusted networks only. Default: the environment's MASTER_ADDR and MASTER_PORT.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> networkInterface = new("--interface")
    {
        Description = "Network interface or address of this machine at which the other processes reach it to exchange gradients. Default: the environment's GLOO_SOCKET_IFNAME, or the one that leads to rank 0.",
        HelpName = "NAME",
    };

    private readonly Option<double> timeout = new("--timeout")
    {
        Description = "Seconds after which a process that did not come, died or hangs ends the job everywhere.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => DefaultTimeout,
    };

    public RankOptions()
    {
        processes.Validators.Add(Limits.AtLeastOne);
        size.Validators.Add(Limits.AtLeastOne);
    }

    public IEnumerable<Option> All => [processes, size, rank, master, networkInterface, timeout];

    /// <summary>How many processes are to be started here; 1 where this one is to do the work.</summary>
    public int Processes(ParseResult parsed) => parsed.GetValue(processes) ?? 1;

    /// <summary>The words of the command line without the option that starts processes.</summary>
    public string[] WithoutProcesses(ParseResult parsed)
    {
        var words = parsed.Tokens.Select(token => token.Value).ToList();
        int at = words.IndexOf(processes.Name);
        words.RemoveRange(at, 2);
        return [.. words];
    }

    /// <summary>Says what is wrong with the options together.</summary>
    public void Check(CommandResult result)
    {
        bool starts = result.GetResult(processes) is { Implicit: false };
        if (starts && new Option[] { size, rank, master, networkInterface }.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } other)
        {
            result.AddError($"--processes starts all processes on this machine; {other.Name} is for processes that you start yourself.");
        }
    }

    /// <summary>How this process joins the others; null where it works alone.</summary>
    /// <exception cref="UsageException">Something is missing or out of range.</exception>
    public ProcessGroupOptions? Read(ParseResult parsed)
    {
        int? ranks = parsed.GetValue(size) ?? Number("WORLD_SIZE"), number = parsed.GetValue(rank) ?? Number("RANK");
        if (parsed.GetValue(size) is null && parsed.GetValue(rank) is null && (ranks is null or 1 || number is null))
        {
            return null;
        }

        string place = parsed.GetValue(master)
            ?? (Text("MASTER_ADDR") is { } host && Text("MASTER_PORT") is { } port ? (host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}") : null)
            ?? throw new UsageException("--master is missing: say where rank 0 listens, as HOST:PORT, or set MASTER_ADDR and MASTER_PORT.");
        try
        {
            var options = new ProcessGroupOptions
            {
                Size = ranks ?? throw new UsageException("--world-size is missing: say how many processes there are."),
                Rank = number ?? throw new UsageException("--rank is missing: give each process its number, from 0."),
                Rendezvous = Rendezvous.Parse(place),
                Interface = parsed.GetValue(networkInterface) ?? Text(InterfaceVariable),
                Timeout = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(timeout), 0, int.MaxValue)),
            };
            options.Validate();
            return options.Size > 1 ? options : null;
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"--master: {wrong.Message}");
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message
                .Replace(nameof(ProcessGroupOptions.Size) + " is", "--world-size is", StringComparison.Ordinal)
                .Replace(nameof(ProcessGroupOptions.Rank) + " is", "--rank is", StringComparison.Ordinal)
                .Replace(nameof(ProcessGroupOptions.Timeout) + " is", "--timeout is", StringComparison.Ordinal));
        }
    }

    private static int? Number(string variable) => Text(variable) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw new UsageException($"The environment variable {variable} is '{text}'; it must be a whole number.");

    private static string? Text(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? text : null;
}
