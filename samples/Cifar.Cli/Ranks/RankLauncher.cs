using System.Diagnostics;
using System.Globalization;
using Cifar.Cli.Output;
using Cifar.Distributed;

namespace Cifar.Cli.Ranks;

/// <summary>Starts the processes of a job on this machine, and ends all of them when one dies.</summary>
internal sealed class RankLauncher
{
    // A job that fails tells so by itself, with a better reason than an exit code; that takes a few seconds.
    private static readonly TimeSpan TimeToSpeak = TimeSpan.FromSeconds(12);

    private readonly string[] arguments;
    private readonly int size;
    private readonly TextWriter output;
    private readonly TextWriter error;

    /// <param name="arguments">The command line of each, without rank and size.</param>
    /// <param name="size">How many.</param>
    /// <param name="output">Where rank 0's standard output goes.</param>
    /// <param name="error">Where its standard error goes.</param>
    public RankLauncher(string[] arguments, int size, TextWriter output, TextWriter error) =>
        (this.arguments, this.size, this.output, this.error) = (arguments, size, output, error);

    /// <summary>Runs all of them to their end.</summary>
    /// <returns>Rank 0's exit code, or that of the first one that failed.</returns>
    public async Task<int> Run(CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cifar-ranks-");
        var ranks = new List<LaunchedRank>();
        try
        {
            var place = Rendezvous.In(Path.Combine(folder.FullName, "rendezvous"));
            for (int rank = 0; rank < size; rank++)
            {
                ranks.Add(LaunchedRank.Start(rank, [.. arguments, "--world-size", Text(size), "--rank", Text(rank), "--master", place.ToString()], size, output, error));
            }

            using var stop = cancellationToken.Register(() => ranks.ForEach(rank => rank.Stop()));
            return await Finish(ranks);
        }
        finally
        {
            foreach (LaunchedRank rank in ranks)
            {
                rank.Dispose();
            }

            folder.Delete(recursive: true);
        }
    }

    private async Task<int> Finish(List<LaunchedRank> ranks)
    {
        var running = ranks.ToList();
        while (running.Count > 0)
        {
            await Task.WhenAny(running.Select(rank => rank.Ended));
            LaunchedRank[] ended = [.. running.Where(rank => rank.Ended.IsCompleted)];
            running.RemoveAll(ended.Contains);
            if (ended.FirstOrDefault(rank => rank.Code is not (ExitCode.Done or ExitCode.Interrupted)) is { } failed)
            {
                return await Fail(failed, ranks);
            }
        }

        return ranks[0].Code;
    }

    private async Task<int> Fail(LaunchedRank failed, List<LaunchedRank> ranks)
    {
        await Task.WhenAny(Task.WhenAll(ranks.Select(rank => rank.Ended)), Task.Delay(TimeToSpeak));
        LaunchedRank first = ranks[0];
        bool said = first.Ended.IsCompleted && first.Code is ExitCode.Failed or ExitCode.WrongUsage;
        foreach (LaunchedRank rank in ranks)
        {
            rank.Kill();
        }

        await Task.WhenAll(ranks.Select(rank => rank.Ended));
        if (!said)
        {
            error.WriteLine(Failure.Prefix + $"rank {failed.Rank} {failed.End}");
        }

        // Whichever came to its end first: what is wrong with the command line is said by rank 0, and ends the others.
        return ranks.Any(rank => rank.Code is ExitCode.WrongUsage) ? ExitCode.WrongUsage : ExitCode.Failed;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
