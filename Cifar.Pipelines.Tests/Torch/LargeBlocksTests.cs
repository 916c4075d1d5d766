using Cifar.Pipelines.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Torch;

[Collection(TorchTests.Name)]
public sealed class LargeBlocksTests
{
    private const int Floats = 16 << 20;
    private const long Bytes = Floats * sizeof(float);

    [SkippableFact]
    public void Blocks_are_kept_for_the_next_step_and_given_back_when_the_optimiser_is_disposed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Resident memory is read from /proc.");
        using Tensor weight = nn.Parameter(zeros(1));
        var optimizer = optim.SGD([(TorchSharp.Modules.Parameter)weight], 0.1);
        long before = Resident();
        Step();
        long kept = Resident();
        for (int step = 0; step < 5; step++)
        {
            Step();
        }

        long afterMore = Resident();
        optimizer.Dispose();
        long after = Resident();

        Assert.InRange(kept - before, 3 * Bytes, 5 * Bytes);
        Assert.InRange(afterMore - kept, -Bytes, Bytes);
        Assert.InRange(after - before, -Bytes, Bytes);
    }

    [Fact]
    public void A_block_used_again_may_be_written_to_its_end()
    {
        for (int size = Floats; size > Floats / 2; size -= 65_537)
        {
            using Tensor filled = full([size], (float)size), last = filled[size - 1], largest = filled.max();
            Assert.Equal(size, last.item<float>());
            Assert.Equal(size, largest.item<float>());
        }
    }

    [Fact]
    public void Blocks_of_all_sizes_taken_and_freed_in_any_order_never_overlap()
    {
        const int Most = 24;
        var random = new Random(5);
        var alive = new List<(Tensor Block, int Value)>();
        for (int round = 0; round < 600; round++)
        {
            if (alive.Count < Most && random.Next(5) < 3)
            {
                // From below the limit of large blocks to several huge pages.
                int floats = (int)(100_000 * Math.Pow(30, random.NextDouble()));
                alive.Add((full([floats], (float)round), round));
            }
            else if (alive.Count > 0)
            {
                int freed = random.Next(alive.Count);
                Check(alive[freed]);
                alive[freed].Block.Dispose();
                alive.RemoveAt(freed);
            }
        }

        alive.ForEach(Check);
        alive.ForEach(one => one.Block.Dispose());

        static void Check((Tensor Block, int Value) one)
        {
            using Tensor least = one.Block.min(), largest = one.Block.max();
            Assert.Equal(one.Value, least.item<float>());
            Assert.Equal(one.Value, largest.item<float>());
        }
    }

    private static void Step()
    {
        using Tensor first = ones(Floats), second = first + 1, third = second * first;
        using Tensor fourth = third - second, last = fourth[Floats - 1];
        Assert.Equal(0, last.item<float>());
    }

    private static long Resident() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        System.Globalization.CultureInfo.InvariantCulture);
}
