using Cifar.Models.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Networks;

[Collection(TorchTests.Name)]
public sealed class NetworkSizeTests
{
    [Theory]
    [InlineData("simple-cnn")]
    [InlineData("three-conv-cnn")]
    [InlineData("depthwise-cnn")]
    [InlineData("wrn-16-4")]
    public void A_small_network_is_as_large_as_PyTorch_counts(string name) => IsAsLarge(name);

    [Theory]
    [InlineData("vanilla-cnn")]
    [InlineData("dropblock-resnet")]
    [InlineData("six-conv-cnn")]
    [InlineData("resnet18")]
    [InlineData("resnet34")]
    [InlineData("resnet50")]
    [InlineData("wrn-28-10")]
    [InlineData("efficientnet-b0")]
    [InlineData("vgg16")]
    [Trait("Category", "Slow")]
    public void A_large_network_is_as_large_as_PyTorch_counts(string name) => IsAsLarge(name);

    [Fact]
    public void The_catalogue_says_the_sizes_that_PyTorch_counts()
    {
        foreach (NetworkEntry entry in NetworkCatalog.Entries.Where(entry => NetworkFixture.Root.GetProperty("sizes").TryGetProperty(entry.Name, out _)))
        {
            Assert.Equal(NetworkFixture.Size(entry.Name), (entry.Size!.Parameters, entry.Size.MultiplyAdds));
        }
    }

    [Fact]
    public void The_catalogue_says_the_size_that_speed_net_has()
    {
        NetworkEntry entry = NetworkCatalog.Find("speed-net");
        using ImageNetwork network = entry.Create(100, 32, 32);
        NetworkSummary summary = NetworkSummary.Of(network);
        Assert.Equal(entry.Size, new(summary.Parameters, summary.MultiplyAdds));
    }

    // What the reference projects and papers themselves say.
    [Theory]
    [InlineData("vanilla-cnn", 10.29e6, 0.005e6)]
    [InlineData("depthwise-cnn", 8.78e6, 0.005e6)]
    [InlineData("dropblock-resnet", 77.79e6, 0.005e6)]
    [InlineData("six-conv-cnn", 13_870_484, 0)]
    [InlineData("wrn-16-4", 2.75e6, 0.05e6)]
    [InlineData("wrn-28-10", 36.5e6, 0.05e6)]
    public void Sizes_are_those_of_the_references(string name, double parameters, double tolerance) =>
        Assert.InRange(NetworkCatalog.Find(name).Measure().Parameters, parameters - tolerance, parameters + tolerance);

    private static void IsAsLarge(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using ImageNetwork network = NetworkCatalog.Find(name).Create(100, 32, 32);
        NetworkSummary summary = NetworkSummary.Of(network);
        Assert.Equal(NetworkFixture.Size(name), (summary.Parameters, summary.MultiplyAdds));
        Assert.Equal(summary.Parameters, summary.Layers.Sum(layer => layer.Parameters));
    }
}
