using System.Xml.Linq;
using Cifar.Models.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Models.Networks;

[Collection(TorchTests.Name)]
public sealed class NetworkSummaryTests
{
    [Fact]
    public void The_layers_of_simple_cnn_are_those_of_its_file()
    {
        using var network = new SimpleCnn(100);
        NetworkSummary summary = NetworkSummary.Of(network);
        NetworkLayer first = summary.Layers[0], last = summary.Layers[^1];
        Assert.Equal(("body.0", "Conv2d 3x3, 32", 896L, 884_736L), (first.Name, first.Type, first.Parameters, first.MultiplyAdds));
        Assert.Equal([32L, 32, 32], first.OutputShape);
        Assert.Equal(("Linear 100", 51_300L, 51_200L), (last.Type, last.Parameters, last.MultiplyAdds));
        Assert.Equal([100L], last.OutputShape);
        Assert.Empty(summary.Skips);
        Assert.True(network.training);
    }

    [Fact]
    public void Any_module_can_be_summarised_and_weights_used_twice_count_once()
    {
        using DisposeScope scope = NewDisposeScope();
        var shared = Conv2d(3, 3, 3, padding: 1, groups: 3);
        using var module = Sequential(shared, ConvTranspose2d(3, 4, 2, stride: 2), Flatten());
        using var twice = new Twice(shared);
        NetworkSummary summary = NetworkSummary.Of(module, 4, 6);
        Assert.Equal([4L, 8, 12], summary.Layers[1].OutputShape);
        Assert.Equal((3 * 9 * 24) + (3 * 24 * 4 * 4), summary.MultiplyAdds);
        NetworkSummary both = NetworkSummary.Of(twice, 4, 6);
        Assert.Equal([30L, 0], both.Layers.Select(layer => layer.Parameters));
        Assert.Equal(30, both.Parameters);
        Assert.Equal(2 * 3 * 9 * 24, both.MultiplyAdds);
    }

    [Fact]
    public void Residual_blocks_are_skips_around_their_layers()
    {
        using var network = new WideResNet(10, 1, 10);
        NetworkSummary summary = NetworkSummary.Of(network);
        Assert.Equal(3, summary.Skips.Count);
        Assert.All(summary.Skips, skip => Assert.True(skip.First < skip.Last && skip.Last < summary.Layers.Count));
    }

    [Fact]
    public void The_diagram_is_an_SVG_with_a_line_of_text_for_every_layer()
    {
        using var network = new WideResNet(10, 1, 10);
        NetworkSummary summary = NetworkSummary.Of(network);
        using var stream = new MemoryStream();
        NetworkDiagram.Write(summary, "wrn <10> & 1", stream);
        XElement svg = XElement.Parse(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        XNamespace ns = "http://www.w3.org/2000/svg";
        string text = string.Join('\n', svg.Descendants(ns + "text").Select(element => element.Value));
        Assert.Contains("wrn <10> & 1", text, StringComparison.Ordinal);
        Assert.All(summary.Layers, layer => Assert.Contains(layer.Type, text, StringComparison.Ordinal));
        Assert.Equal(3, svg.Descendants(ns + "path").Count(path => (string?)path.Attribute("marker-end") == "url(#skip)"));
    }

    private sealed class Twice : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> layer;

        public Twice(Module<Tensor, Tensor> layer) : base("twice")
        {
            this.layer = layer;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => layer.call(layer.call(input));
    }
}
