namespace Cifar.Distributed;

/// <summary>How a process joins the others of its job.</summary>
public sealed record ProcessGroupOptions
{
    private const int MostRanks = 4096;
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <summary>The number of this process.</summary>
    /// <value>0 to <see cref="Size"/> - 1; each of a job has its own.</value>
    public required int Rank { get; init; }

    /// <summary>How many processes the job has.</summary>
    /// <value>1 to 4,096.</value>
    public required int Size { get; init; }

    /// <summary>Where they find one another.</summary>
    /// <value>The same on all ranks.</value>
    public required Rendezvous Rendezvous { get; init; }

    /// <summary>The network interface (such as eth1) or address of this machine at which the other ranks reach this one.</summary>
    /// <value>null: the one that leads to rank 0; with a file the loopback interface. Rank 0 listens on it, too, where the name of the rendezvous is not its own.</value>
    public string? Interface { get; init; }

    /// <summary>The time within which all ranks must have come, and within which a rank that died or hangs ends the job.</summary>
    /// <value>5 minutes. 3 seconds to a day; longer than the longest pause between two steps, such as writing a checkpoint.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time to find out which rank is missing.</summary>
    internal TimeSpan Grace => Min(TimeSpan.FromSeconds(5), Timeout / 3);

    /// <summary>Time that one operation may take.</summary>
    internal TimeSpan Patience => Timeout - Grace;

    /// <summary>Checks all options.</summary>
    /// <exception cref="ArgumentException">Some are out of range; the message names all of them.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (Size is < 1 or > MostRanks)
        {
            problems.Add($"{nameof(Size)} is {Size}; it must be 1 to {MostRanks}.");
        }

        if (Rank < 0 || Rank >= Size)
        {
            problems.Add($"{nameof(Rank)} is {Rank}; of {Size} ranks it must be 0 to {Size - 1}.");
        }

        if (Timeout < ShortestTimeout || Timeout > LongestTimeout)
        {
            problems.Add($"{nameof(Timeout)} is {Timeout.TotalSeconds} s; it must be {ShortestTimeout.TotalSeconds} to {LongestTimeout.TotalSeconds} s.");
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException("The options of the process group are not valid:\n  " + string.Join("\n  ", problems));
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
