using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Networks;

[Collection(TorchTests.Name)]
public sealed class HierarchicalNetworkTests
{
    private static readonly int[] CoarseOfFine = [2, 0, 1, 1, 0, 1, 0];

    [Fact]
    public void Log_probabilities_and_gradients_equal_PyTorch()
    {
        using DisposeScope scope = NewDisposeScope();
        var expected = NetworkFixture.Root.GetProperty("hierarchical");
        float[] outputs = NetworkFixture.Floats(expected.GetProperty("outputs"));
        Tensor raw = NetworkFixture.Shaped(outputs, 3, 10).requires_grad_();
        using var network = new HierarchicalNetwork(new Constant(raw), NetworkFixture.Integers(expected.GetProperty("coarseOfFine")));
        Tensor result = network.call(zeros(3, 3, 8, 8));
        Exported.AreClose(NetworkFixture.Floats(expected.GetProperty("logProbabilities")), result.detach().contiguous().data<float>().ToArray(), 1e-5);

        long[] labels = [.. NetworkFixture.Integers(expected.GetProperty("labels")).Select(label => (long)label)];
        nn.functional.cross_entropy(result, tensor(labels)).backward();
        Exported.AreClose(NetworkFixture.Floats(expected.GetProperty("gradient")), raw.grad!.contiguous().data<float>().ToArray(), 1e-6);
    }

    [Fact]
    public void A_network_outlives_the_scope_it_is_made_in()
    {
        HierarchicalNetwork network;
        using (NewDisposeScope())
        {
            network = new HierarchicalNetwork(new SimpleCnn(10), CoarseOfFine);
        }

        using (network)
        {
            Assert.All(network.named_buffers(), named => Assert.False(named.buffer.IsInvalid, named.name));
        }
    }

    [Fact]
    public void Probabilities_sum_to_1_and_stay_finite_for_extreme_outputs()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(1);
        using var network = new HierarchicalNetwork(new Constant(randn(5, 10) * 300), CoarseOfFine);
        Tensor result = network.call(zeros(5, 3, 8, 8));
        Assert.True(result.isfinite().all().item<bool>());
        Assert.All(result.exp().sum(1).data<float>().ToArray(), sum => Assert.Equal(1, sum, 1e-4));
    }

    [Fact]
    public void The_delivered_model_has_an_output_for_superclasses_that_sums_over_their_classes()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(2);
        using var network = new HierarchicalNetwork(new WideResNet(10, 1, 10, 16, 16), CoarseOfFine);
        ModelDescription plain = Exported.Describe(7, temperature: 1.3);
        ModelDescription description = plain with { Labels = new ClassLabels(plain.Labels.Fine, ["a", "b", "c"], CoarseOfFine) };
        byte[] pixels = Images.Random(4 * 3 * 16 * 16, seed: 1);
        using var whole = new OnnxImageScorer(OnnxExport.Export(network, description));
        Assert.Equal(3, whole.Superclasses);
        float[] probabilities = new float[4 * 7], logits = new float[4 * 7], coarse = new float[4 * 3];
        whole.Run(pixels, probabilities, logits, coarse);
        for (int image = 0; image < 4; image++)
        {
            for (int superclass = 0; superclass < 3; superclass++)
            {
                float sum = Enumerable.Range(0, 7).Where(i => CoarseOfFine[i] == superclass).Sum(i => probabilities[(image * 7) + i]);
                Assert.Equal(sum, coarse[(image * 3) + superclass], 1e-6);
            }
        }

        Exported.AreClose(Exported.Logits(network, description, pixels), logits, 1e-4);

        using var bare = new OnnxImageScorer(OnnxExport.ExportWithoutPreprocessing(network, description));
        float[] features = new float[3 * 16 * 16], ofOne = new float[7], coarseOfOne = new float[3];
        bare.Run(features, ofOne, default, coarseOfOne);
        Assert.Equal(1, coarseOfOne.Sum(), 1e-5);
        Assert.Equal(1, ofOne.Sum(), 1e-5);
    }

    [Fact]
    public void Without_a_temperature_superclasses_have_the_softmax_of_their_own_outputs()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(3);
        using var inner = new WideResNet(10, 1, 10, 16, 16);
        inner.eval();
        Tensor raw = inner.call(zeros(1, 3, 16, 16));
        using var network = new HierarchicalNetwork(inner, CoarseOfFine);
        ModelDescription plain = Exported.Describe(7);
        ModelDescription description = plain with { Labels = new ClassLabels(plain.Labels.Fine, ["a", "b", "c"], CoarseOfFine) };
        using var scorer = new OnnxImageScorer(OnnxExport.ExportWithoutPreprocessing(network, description));
        var coarse = new float[3];
        scorer.Run(new float[3 * 16 * 16], default, default, coarse);
        Exported.AreClose(raw.narrow(1, 7, 3).softmax(1).detach().contiguous().data<float>().ToArray(), coarse, 1e-5);
    }

    [Fact]
    public void Models_without_superclasses_say_so()
    {
        using var network = new SimpleCnn(4, 16, 16);
        using var scorer = new OnnxImageScorer(OnnxExport.Export(network, Exported.Describe(4)));
        Assert.Equal(0, scorer.Superclasses);
        Assert.Throws<InvalidOperationException>(() => scorer.Run(new byte[3 * 16 * 16], default, default, new float[2]));
    }

    [Fact]
    public void Data_without_superclasses_cannot_have_both_heads_and_gaps_are_refused()
    {
        NetworkEntry entry = NetworkCatalog.Find("simple-cnn");
        var both = new NetworkSettings { Heads = NetworkHeads.FineAndCoarse };
        var error = Assert.Throws<ArgumentException>(() => entry.Build(both, new ClassLabels(["a", "b"])));
        Assert.Contains("no superclasses", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => entry.Build(both, 3, [0, 2, 2]));
        Assert.Throws<ArgumentException>(() => entry.Build(both, 3, [0, -1, 1]));
        using ImageNetwork network = entry.Build(both, new ClassLabels(["a", "b", "c"], ["x", "y"], [0, 1, 0]), 16, 16);
        Assert.Equal(3, network.Classes);
        Assert.Equal("simple-cnn", network.Name);
        Assert.Throws<ArgumentException>(() => OnnxExport.Export(network, Exported.Describe(3)));
    }

    [Theory]
    [InlineData("fine", NetworkHeads.Fine)]
    [InlineData("Fine+Coarse", NetworkHeads.FineAndCoarse)]
    public void Heads_have_words(string word, NetworkHeads heads)
    {
        Assert.Equal(heads, NetworkHeadsText.Parse(word));
        Assert.Equal(word.ToLowerInvariant(), heads.ToText());
        Assert.Contains("Did you mean", Assert.Throws<ArgumentException>(() => NetworkHeadsText.Parse("fine+corse")).Message, StringComparison.Ordinal);
    }

    /// <summary>Gives the same outputs whatever the images are.</summary>
    private sealed class Constant(Tensor outputs) : ImageNetwork("constant", (int)outputs.shape[1], 8, 8)
    {
        public override Tensor forward(Tensor input) => outputs.alias();
    }
}
