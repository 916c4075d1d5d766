namespace Cifar.Distributed;

/// <summary>A job of several processes cannot go on because of one or some of them.</summary>
public sealed class RankFailedException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="ranks">The ranks that are at fault; none where that cannot be told.</param>
    /// <param name="message">What happened, with the ranks by number.</param>
    /// <param name="cause">What the transport said.</param>
    public RankFailedException(IReadOnlyList<int> ranks, string message, Exception? cause = null) : base(message, cause) => Ranks = ranks;

    /// <summary>The ranks that are at fault.</summary>
    /// <value>By number, ascending; empty where that cannot be told.</value>
    public IReadOnlyList<int> Ranks { get; }

    /// <summary>Ranks for a sentence: "rank 2" or "ranks 1, 2 and 3".</summary>
    internal static string Name(IReadOnlyList<int> ranks) => ranks.Count == 1
        ? $"rank {ranks[0]}"
        : $"ranks {string.Join(", ", ranks.SkipLast(1))} and {ranks[^1]}";
}
