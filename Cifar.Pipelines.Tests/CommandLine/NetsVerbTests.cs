using System.Text.Json;
using System.Xml.Linq;
using Cifar.Models.Networks;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.CommandLine;

[Collection(Models.TorchTests.Name)]
public sealed class NetsVerbTests
{
    [Fact]
    public async Task All_networks_are_listed_with_size_reference_and_recipe()
    {
        JsonElement[] networks = [.. (await CliRun.Of("nets", "--json")).Succeeds().Json.EnumerateArray()];
        Assert.Equal(NetworkCatalog.Entries.Select(entry => entry.Name), networks.Select(network => network.GetProperty("name").GetString()));
        JsonElement simple = networks.Single(network => network.GetProperty("name").GetString() == "simple-cnn");
        Assert.Equal(1_193_636, simple.GetProperty("parameters").GetInt64());
        Assert.Equal(11_421_696, simple.GetProperty("multiplyAdds").GetInt64());
        Assert.NotEqual("", simple.GetProperty("reference").GetString());
        Assert.True(simple.GetProperty("recipe").GetProperty("learningRate").GetDouble() > 0);

        CliRun table = (await CliRun.Of("nets")).Succeeds();
        Assert.Contains("dropblock-resnet", table.Output, StringComparison.Ordinal);
        Assert.Contains("77,791,822", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_is_shown_layer_by_layer_and_drawn()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Root, "net.svg");
        JsonElement net = (await CliRun.Of("nets", "wrn-16-4", "--json", "--diagram", file)).Succeeds().Json;
        Assert.Equal(2_772_020, net.GetProperty("parameters").GetInt64());
        Assert.Equal(2_772_020, net.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("parameters").GetInt64()));
        Assert.Equal("svg", XDocument.Load(file).Root!.Name.LocalName);

        CliRun table = (await CliRun.Of("nets", "simple-cnn")).Succeeds();
        Assert.Contains("Conv2d 3x3, 32", table.Output, StringComparison.Ordinal);
        Assert.Contains("1,193,636", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Width_and_heads_change_the_size()
    {
        JsonElement narrow = (await CliRun.Of("nets", "dropblock-resnet", "--width", "0.0625", "--heads", "fine+coarse", "--json")).Succeeds().Json;
        Assert.True(narrow.GetProperty("parameters").GetInt64() < 400_000);
        Assert.Contains(narrow.GetProperty("layers").EnumerateArray(), layer => layer.GetProperty("type").GetString() == "Linear 120");
    }

    [Theory]
    [InlineData("there is no network 'resnet19'. Did you mean 'resnet18'?", "nets", "resnet19")]
    [InlineData("simple-cnn has no width", "nets", "simple-cnn", "--width", "2")]
    [InlineData("must be above 0", "nets", "dropblock-resnet", "--width", "0")]
    [InlineData("--heads is 'both'", "nets", "simple-cnn", "--heads", "both")]
    [InlineData("--width needs the name of a network", "nets", "--width", "2")]
    public async Task Mistakes_are_named(string message, params string[] args) =>
        Assert.Contains(message, (await CliRun.Of(args)).FailsWith(2), StringComparison.OrdinalIgnoreCase);
}
