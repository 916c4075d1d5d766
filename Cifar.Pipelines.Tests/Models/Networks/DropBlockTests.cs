using Cifar.Models.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Networks;

[Collection(TorchTests.Name)]
public sealed class DropBlockTests
{
    [Theory]
    [InlineData(1, 8, 8, 0.85)]
    [InlineData(3, 8, 8, 0.9)]
    [InlineData(5, 16, 16, 0.8)]
    [InlineData(5, 4, 4, 0.8)]
    [InlineData(5, 4, 9, 0.8)]
    [InlineData(4, 7, 6, 0.7)]
    public void The_dropped_share_is_that_of_the_paper_and_the_mean_stays(int block, int height, int width, double keep)
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(3);
        using var layer = new DropBlock(block, keep);
        layer.train();
        const int Samples = 4000;
        Tensor output = layer.call(ones(Samples, 4, height, width));
        Assert.Equal([Samples, 4, height, width], output.shape);
        Assert.Equal(1, output.mean().item<float>(), 1e-4);
        double dropped = output.eq(0).to(ScalarType.Float32).mean().item<float>();
        double expected = ExpectedShare(Math.Min(block, height), Math.Min(block, width), height, width, 1 - keep);
        Assert.InRange(dropped, expected - 0.006, expected + 0.006);

        // Every value has the same expectation up to the border's smaller chance to be dropped, and survivors all the same factor.
        Tensor kept = output.masked_select(output.ne(0));
        Assert.Equal(1 / (1 - dropped), kept.max().item<float>(), 1e-3);
        Assert.Equal(kept.min().item<float>(), kept.max().item<float>());
    }

    [Fact]
    public void With_blocks_of_the_size_of_the_map_whole_channels_are_dropped_each_for_itself()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(4);
        using var layer = new DropBlock(5, 0.8);
        layer.train();
        Tensor zeros = layer.call(ones(500, 8, 4, 4)).eq(0).to(ScalarType.Float32).mean([2, 3]);
        float[] shares = zeros.contiguous().data<float>().ToArray();
        Assert.All(shares, share => Assert.True(share is 0 or 1));
        Assert.InRange(shares.Average(), 0.18, 0.22);
    }

    [Fact]
    public void Dropped_values_form_whole_blocks()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(5);
        using var layer = new DropBlock(3, 0.9);
        layer.train();
        const int Side = 9, Maps = 200;
        float[] output = layer.call(ones(Maps, 1, Side, Side)).contiguous().data<float>().ToArray();
        for (int map = 0; map < Maps; map++)
        {
            bool Dropped(int y, int x) => output[(map * Side * Side) + (y * Side) + x] == 0;
            for (int y = 0; y < Side; y++)
            {
                for (int x = 0; x < Side; x++)
                {
                    // Some 3x3 block that lies inside of the map and holds this value is dropped as a whole.
                    Assert.True(!Dropped(y, x) || Corners(y).Any(top => Corners(x).Any(left =>
                        Enumerable.Range(0, 9).All(i => Dropped(top + (i / 3), left + (i % 3))))));
                }
            }
        }

        static IEnumerable<int> Corners(int place) => Enumerable.Range(Math.Max(0, place - 2), 3).Where(corner => corner <= place && corner + 2 < Side);
    }

    [Fact]
    public void Predictions_and_a_keep_probability_of_1_leave_everything_as_it_is()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = randn(2, 3, 8, 8);
        using var layer = new DropBlock(3, 0.5);
        layer.eval();
        Assert.True(layer.call(input).eq(input).all().item<bool>());
        layer.train();
        layer.KeepProbability = 1;
        Assert.True(layer.call(input).eq(input).all().item<bool>());
    }

    [Fact]
    public void Small_maps_are_left_alone_when_that_is_asked_for_and_large_ones_are_not()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(6);
        using var layer = new DropBlock(5, 0.5) { SkipsSmallMaps = true };
        layer.train();
        Assert.True(layer.call(ones(8, 8, 4, 4)).eq(1).all().item<bool>());
        Assert.True(layer.call(ones(8, 8, 9, 4)).eq(1).all().item<bool>());
        Assert.False(layer.call(ones(8, 8, 5, 5)).eq(1).all().item<bool>());
    }

    [Fact]
    public void The_gradient_passes_where_values_are_kept_only()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(7);
        using var layer = new DropBlock(3, 0.7);
        layer.train();
        Tensor input = ones(4, 4, 8, 8).requires_grad_();
        Tensor output = layer.call(input);
        output.sum().backward();
        Assert.True(input.grad!.eq(output).all().item<bool>());
    }

    [Fact]
    public void Wrong_numbers_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropBlock(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropBlock(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropBlock(3, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropBlock(3, double.NaN));
    }

    /// <summary>A place stays when no block that could cover it is there: (1 - gamma) to the power of the number of those blocks, averaged over places.</summary>
    private static double ExpectedShare(int blockHeight, int blockWidth, int height, int width, double drop)
    {
        int rows = height - blockHeight + 1, columns = width - blockWidth + 1;
        double gamma = drop * height * width / ((double)blockHeight * blockWidth * rows * columns);
        static int Covering(int place, int block, int corners) => Math.Min(place, corners - 1) - Math.Max(0, place - block + 1) + 1;
        return Enumerable.Range(0, height * width).Average(i => 1 - Math.Pow(1 - gamma, Covering(i / width, blockHeight, rows) * Covering(i % width, blockWidth, columns)));
    }
}
