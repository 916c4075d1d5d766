using Cifar.Models.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Networks;

[Collection(TorchTests.Name)]
public sealed class FastDropoutTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Drops_each_value_on_its_own_and_keeps_the_mean(double probability)
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(1);
        using var layer = new FastDropout(probability);
        Tensor output = layer.call(ones(1000, 400));

        Tensor dropped = output.eq(0);
        Tensor kept = output.masked_select(dropped.logical_not());
        Assert.Equal(1 / (1 - probability), kept.min().item<float>(), 1e-5);
        Assert.Equal(kept.min().item<float>(), kept.max().item<float>());
        double variance = probability * (1 - probability);
        Tensor share = dropped.to(ScalarType.Float32);
        Assert.Equal(probability, share.mean().item<float>(), 5 * Math.Sqrt(variance / 400_000));

        // Columns and rows differ from each other as independent tosses of a coin make them.
        Assert.Equal(1, share.mean([0L]).std().item<float>() / Math.Sqrt(variance / 1000), 0.2);
        Assert.Equal(1, share.mean([1L]).std().item<float>() / Math.Sqrt(variance / 400), 0.2);
    }

    [Fact]
    public void Gradients_pass_where_values_pass()
    {
        using DisposeScope scope = NewDisposeScope();
        using var layer = new FastDropout(0.3);
        Tensor input = randn(64, 100).requires_grad_(true);
        Tensor output = layer.call(input);
        output.sum().backward();
        Assert.True(input.grad!.mul(input).allclose(output));
    }

    [Fact]
    public void Channels_last_maps_stay_channels_last_and_whole()
    {
        using DisposeScope scope = NewDisposeScope();
        using var layer = new FastDropout(0.25);
        Tensor input = (rand(8, 5, 6, 7) + 1).permute(0, 3, 1, 2);
        Tensor output = layer.call(input);
        Assert.Equal(input.shape, output.shape);
        Assert.True(output.permute(0, 2, 3, 1).is_contiguous());
        Assert.True(output.allclose(input * output.ne(0).to(ScalarType.Float32) / 0.75));
    }

    [Fact]
    public void Equal_seeds_drop_equal_values_and_further_calls_others()
    {
        using DisposeScope scope = NewDisposeScope();
        using var layer = new FastDropout(0.5);
        Tensor input = ones(50, 50);
        random.manual_seed(7);
        Tensor first = layer.call(input), second = layer.call(input);
        random.manual_seed(7);
        Assert.True(layer.call(input).allclose(first, rtol: 0, atol: 0));
        Assert.False(second.allclose(first));
    }

    [Fact]
    public void Reduced_floats_stay_what_they_are()
    {
        using DisposeScope scope = NewDisposeScope();
        using var layer = new FastDropout(0.5);
        Tensor output = layer.call(ones(20, 20).to(ScalarType.BFloat16));
        Assert.Equal(ScalarType.BFloat16, output.dtype);
        Assert.All(output.to(ScalarType.Float32).data<float>().ToArray(), value => Assert.True(value is 0 or 2));
    }

    [Fact]
    public void Predictions_are_not_changed()
    {
        using DisposeScope scope = NewDisposeScope();
        using var layer = new FastDropout(0.5);
        Tensor input = rand(4, 4);
        layer.eval();
        Assert.True(layer.call(input).allclose(input, rtol: 0, atol: 0));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_probability_out_of_range_is_refused(double probability) =>
        Assert.Contains("0 to below 1", Assert.Throws<ArgumentOutOfRangeException>(() => new FastDropout(probability)).Message, StringComparison.Ordinal);
}
