namespace Cifar.LoadTest;

/// <summary>What the server answers beside what bare ONNX Runtime predicts with the same file on the same cores in the same run.</summary>
internal static class Capacity
{
    private const double LeastShare = 0.6;
    private const double MostGrowth = 0.05;

    public static async Task<bool> Run(string model, TimeSpan time, int connections)
    {
        // Before and after: whoever gets slower or faster meanwhile does so for both.
        var (single, batched) = Bare(model, time / 12);
        LoadResult result;
        await using (var server = await ServedCopy.Start(model))
        {
            var clients = new Clients(server.Address, connections);
            await clients.Run(time / 4); // Warm-up: all batch sizes, and methods compiled anew.
            result = await clients.Run(time);
        }

        var (singleAfter, batchedAfter) = Bare(model, time / 12);
        (single, batched) = (BareResult.Better(single, singleAfter), BareResult.Better(batched, batchedAfter));
        Console.WriteLine($"bare ONNX Runtime, one image a run: {single.PerSecond:N0} images/s, {single.Processor:F3} ms of processor time an image (the better of all cores on one image and one thread a core, before and after)");
        Console.WriteLine($"bare ONNX Runtime, {BareRuntime.Batched.Batch} images a run: {batched.PerSecond:N0} images/s, {batched.Processor:F3} ms of processor time an image");
        result.Print($"server, {connections} connections");
        double share = result.PerSecond / single.PerSecond;
        bool good = share >= LeastShare && result.Failed == 0 && result.Accepted.Length == result.Asked && Math.Abs(result.MemoryGrowth) <= MostGrowth;
        Console.WriteLine($"  {share:F2} of bare ONNX Runtime with one image a run, {result.PerSecond / batched.PerSecond:F2} of it with batches; wanted: {LeastShare} of the former, no 5xx, memory within 5 %: {(good ? "yes" : "NO")}");
        return good;
    }

    private static (BareResult Single, BareResult Batched) Bare(string model, TimeSpan time) =>
        (BareRuntime.Single.Distinct().Select(way => way.Run(model, time)).Aggregate(BareResult.Better), BareRuntime.Batched.Run(model, time));
}
