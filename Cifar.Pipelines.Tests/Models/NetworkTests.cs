using Cifar.Models.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models;

[Collection(TorchTests.Name)]
public sealed class NetworkTests
{
    [Theory]
    [InlineData(100, 32, 32)]
    [InlineData(2, 8, 8)]
    [InlineData(10, 16, 40)]
    public void SimpleCnn_makes_a_logit_for_each_class(int classes, int height, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new SimpleCnn(classes, height, width);
        Assert.Equal([5L, classes], network.call(zeros(new long[] { 5, 3, height, width })).shape);
    }

    [Fact]
    public void SimpleCnn_has_the_parameters_that_its_documentation_says()
    {
        NetworkEntry entry = NetworkCatalog.Find("simple-cnn");
        Assert.Equal(1_193_636, entry.CountParameters());
    }

    [Fact]
    public void SimpleCnn_starts_Xavier_uniform_with_zero_biases()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(1);
        using var network = new SimpleCnn(100);
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            float[] values = parameter.detach().data<float>().ToArray();
            if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                Assert.All(values, value => Assert.Equal(0, value));
                continue;
            }

            long[] shape = parameter.shape;
            long area = shape.Skip(2).Aggregate(1L, (a, b) => a * b);
            double bound = Math.Sqrt(6.0 / ((shape[0] + shape[1]) * area));
            Assert.All(values, value => Assert.InRange(value, -bound, bound));
            double deviation = Math.Sqrt(values.Average(value => (double)value * value));
            Assert.InRange(deviation / (bound / Math.Sqrt(3)), 0.9, 1.1);
        }
    }

    [Fact]
    public void SimpleCnn_is_the_same_for_the_same_seed()
    {
        using DisposeScope scope = NewDisposeScope();
        float[] Weights()
        {
            random.manual_seed(7);
            using var network = new SimpleCnn(10, 16, 16);
            return network.parameters().First().detach().data<float>().ToArray();
        }

        Assert.Equal(Weights(), Weights());
    }

    [Theory]
    [InlineData(1, 32, 32)]
    [InlineData(10, 30, 32)]
    [InlineData(10, 32, 4)]
    [InlineData(10, 0, 32)]
    public void SimpleCnn_refuses_what_it_cannot_take(int classes, int height, int width) =>
        Assert.ThrowsAny<ArgumentException>(() => new SimpleCnn(classes, height, width));

    [Fact]
    public void The_catalogue_finds_networks_whatever_the_case_and_suggests_the_nearest()
    {
        Assert.Equal("simple-cnn", NetworkCatalog.Find("Simple-CNN").Name);
        string all = $"Known networks: {string.Join(", ", NetworkCatalog.Entries.Select(entry => entry.Name))}.";
        Assert.Equal($"There is no network 'simplecnn'. Did you mean 'simple-cnn'? {all}", Assert.Throws<ArgumentException>(() => NetworkCatalog.Find("simplecnn")).Message);
        Assert.Equal($"There is no network 'zzz'. {all}", Assert.Throws<ArgumentException>(() => NetworkCatalog.Find("zzz")).Message);
    }
}
