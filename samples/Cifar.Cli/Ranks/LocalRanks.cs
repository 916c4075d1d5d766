using System.Globalization;

namespace Cifar.Cli.Ranks;

/// <summary>What a process that another one started on this machine knows of it.</summary>
internal static class LocalRanks
{
    /// <summary>How many processes share this machine, as launchers of such jobs tell it.</summary>
    public const string CountVariable = "LOCAL_WORLD_SIZE";

    /// <summary>Set where standard input is the line to the starting process.</summary>
    public const string LaunchedVariable = "CIFAR_LAUNCHED";

    /// <summary>Threads of a process that was not told how many: its share of the cores.</summary>
    public static int Threads => int.TryParse(Environment.GetEnvironmentVariable(CountVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 1
        ? Math.Max(1, Environment.ProcessorCount / count)
        : 0;

    /// <summary>A token that is cancelled when the starting process says so, or is gone.</summary>
    public static CancellationTokenSource Watch(CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (Environment.GetEnvironmentVariable(LaunchedVariable) is not null)
        {
            // Not awaited: the line stays open for as long as the process lives.
            var line = Console.OpenStandardInput();
            var watcher = new Thread(() =>
            {
                line.ReadByte();
                try
                {
                    source.Cancel();
                }
                catch (ObjectDisposedException)
                {
                    // The work was done in this very moment; there is nothing left to stop.
                }
            })
            { IsBackground = true, Name = "line to the starting process" };
            watcher.Start();
        }

        return source;
    }
}
