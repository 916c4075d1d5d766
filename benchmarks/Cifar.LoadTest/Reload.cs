namespace Cifar.LoadTest;

/// <summary>The model file is replaced again and again while the server answers.</summary>
internal static class Reload
{
    public static async Task<bool> Run(string model, TimeSpan time, int connections)
    {
        await using var server = await ServedCopy.Start(model);
        var clients = new Clients(server.Address, connections);
        await clients.Run(time / 6); // Warm-up.
        var quiet = await clients.Run(time / 4);
        using var stop = new CancellationTokenSource();
        var replacing = Replace(server, time / 12, stop.Token);
        var result = await clients.Run(time);
        await stop.CancelAsync();
        await replacing;
        quiet.Print("one version");
        result.Print("replaced again and again");
        bool good = result.Failed == 0 && result.Accepted.Length == result.Asked && result.Versions > 1;
        Console.WriteLine($"  {result.Versions} versions answered; wanted: every request answered with 200, by more than one version: {(good ? "yes" : "NO")}");
        return good;
    }

    private static async Task Replace(ServedCopy server, TimeSpan period, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            server.Replace();
            await Task.Delay(period, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
