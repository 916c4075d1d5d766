namespace Cifar.LoadTest;

/// <summary>Four times as many requests as the server can answer.</summary>
internal static class Overload
{
    private const int Times = 4;

    public static async Task<bool> Run(string model, TimeSpan time, int connections)
    {
        await using var server = await ServedCopy.Start(model);
        var clients = new Clients(server.Address, connections);
        await clients.Run(time / 6); // Warm-up.
        var capacity = await clients.Run(time / 4);
        Console.WriteLine($"capacity: {capacity.PerSecond:N0} answers/s with {connections} connections");
        // More connections than can wait in the queue, so that none has to wait for a free one.
        var result = await new Clients(server.Address, 4 * ServedCopy.Defaults.QueueLength).Run(time, Times * capacity.PerSecond);
        result.Print($"overload, {result.Asked / result.Time.TotalSeconds:N0} requests/s");
        double full = 1000 * ServedCopy.Defaults.QueueLength / result.PerSecond;
        double first = result.Latency(0.99, secondHalf: false), second = result.Latency(0.99, secondHalf: true);
        Console.WriteLine($"  {result.PerSecond / capacity.PerSecond:F2} of the capacity is still answered; p99 in the first half {first:F1} ms, in the second {second:F1} ms; a full queue of {ServedCopy.Defaults.QueueLength} takes {full:F0} ms");
        bool good = result.Failed == 0 && result.WithoutRetryAfter == 0 && result.Statuses.Keys.All(status => status is 200 or 429) && result.Statuses.ContainsKey(429) && second <= 2 * Math.Max(first, full);
        Console.WriteLine($"  wanted: 200 or 429 alone, each 429 with Retry-After, p99 that does not grow: {(good ? "yes" : "NO")}");
        return good;
    }
}
