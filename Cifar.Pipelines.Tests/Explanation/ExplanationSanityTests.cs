using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Explanation;
using Cifar.Pipelines.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Explanation;

/// <summary>Whether explanations explain the model, not just the picture (Adebayo and others 2018, arXiv:1810.03292).</summary>
[Collection(TorchTests.Name)]
public sealed class ExplanationSanityTests
{
    [Fact]
    public void The_map_changes_with_the_class()
    {
        using ImageNetwork network = RedAndBlue.Network();
        using var explainer = GradCam.Of(network);
        var (red, blue) = (explainer.Explain(RedAndBlue.Normalized(), RedAndBlue.Red), explainer.Explain(RedAndBlue.Normalized(), RedAndBlue.Blue));
        Assert.True(RedAndBlue.ShareIn(red, RedAndBlue.RedAt) > 0.95);
        Assert.True(RedAndBlue.ShareIn(red, RedAndBlue.BlueAt) < 0.01);
        Assert.True(RedAndBlue.ShareIn(blue, RedAndBlue.BlueAt) > 0.95);
        Assert.True(RedAndBlue.ShareIn(blue, RedAndBlue.RedAt) < 0.01);
    }

    [Fact]
    public void The_map_loses_its_place_when_the_weights_are_random()
    {
        double shares = 0;
        const int Networks = 20;
        for (int seed = 0; seed < Networks; seed++)
        {
            using ImageNetwork network = RedAndBlue.Network();
            random.manual_seed(seed);
            using (no_grad())
            {
                foreach (var weight in network.parameters())
                {
                    nn.init.normal_(weight, 0, 0.5);
                }
            }

            using var explainer = GradCam.Of(network);
            shares += RedAndBlue.ShareIn(explainer.Explain(RedAndBlue.Normalized(), RedAndBlue.Red), RedAndBlue.RedAt) / Networks;
        }

        // Of the trained network more than 0.95 lies there.
        Assert.InRange(shares, 0, 0.4);
    }

    [Fact]
    public void The_map_vanishes_where_nothing_speaks_for_the_class()
    {
        using ImageNetwork network = RedAndBlue.Network();
        using var explainer = GradCam.Of(network);
        var grey = new float[3 * RedAndBlue.Side * RedAndBlue.Side];
        var map = explainer.Explain(grey, RedAndBlue.Red);
        Assert.Equal(0, map.Peak);
        Assert.All(map.Values.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Occlusion_finds_the_same_places_without_looking_inside()
    {
        using var scorer = new OnnxImageScorer(RedAndBlue.Model());
        foreach (var (label, at, other) in new[] { (RedAndBlue.Red, RedAndBlue.RedAt, RedAndBlue.BlueAt), (RedAndBlue.Blue, RedAndBlue.BlueAt, RedAndBlue.RedAt) })
        {
            var map = OcclusionSensitivity.Explain(scorer, RedAndBlue.Picture(), label, new OcclusionOptions { Window = 3, Step = 1 });
            Assert.InRange(map.Peak, 1e-3, 1);
            Assert.True(RedAndBlue.ShareIn(map, at) > 0.5, $"{RedAndBlue.ShareIn(map, at)}");
            Assert.True(RedAndBlue.ShareIn(map, other) < 0.05, $"{RedAndBlue.ShareIn(map, other)}");
        }
    }

    [Fact]
    public void Occlusion_covers_every_pixel_at_any_window_and_step()
    {
        using var scorer = new OnnxImageScorer(RedAndBlue.Model());
        foreach (var (window, step) in new[] { (1, 1), (3, 3), (5, 4), (16, 16), (7, 2) })
        {
            var map = OcclusionSensitivity.Explain(scorer, RedAndBlue.Picture(), RedAndBlue.Red, new OcclusionOptions { Window = window, Step = step, BatchSize = 3 });
            Assert.All(map.Values.ToArray(), value => Assert.InRange(value, 0f, 1f));
        }

        Assert.Contains("Step is 4", Assert.Throws<ArgumentException>(() => OcclusionSensitivity.Explain(scorer, RedAndBlue.Picture(), null, new OcclusionOptions { Window = 3, Step = 4 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_sharpens_inside_is_explained_on_the_sharpened_picture()
    {
        using var explainer = GradCam.Load(RedAndBlue.Model(sharpened: true));
        var map = explainer.Explain(Array.ConvertAll(RedAndBlue.Picture(), value => (float)value), RedAndBlue.Red);
        byte[] sharp = SharpeningKernel.Default.Apply(RedAndBlue.Picture(), RedAndBlue.Side, RedAndBlue.Side);
        using ImageNetwork network = RedAndBlue.Network();
        using var plain = GradCam.Of(network);
        var expected = plain.Explain(Array.ConvertAll(sharp, value => (value - 127.5f) / 127.5f), RedAndBlue.Red);
        Exported.AreClose(expected.Values.ToArray(), map.Values.ToArray(), 1e-4);
    }
}
