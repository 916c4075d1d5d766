using Cifar.Pipelines.Explanation;
using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Explanation;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Serving;

/// <summary>What speaks for a class, asked of the classifier of an application.</summary>
[Collection(TorchTests.Name)] // The models are made by TorchSharp.
public sealed class ServedExplanationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ExplanationMethod.GradCam)]
    [InlineData(ExplanationMethod.Occlusion)]
    public async Task The_map_shows_the_places_of_the_class_that_is_asked_for(ExplanationMethod method)
    {
        await using var opened = Classifiers.Open(folder.Write(RedAndBlue.Model(), "model.onnx"));
        byte[] png = PngFile.Encode(RedAndBlue.Picture(), RedAndBlue.Side, RedAndBlue.Side);
        foreach (var (label, at, other) in new[] { ("red", RedAndBlue.RedAt, RedAndBlue.BlueAt), ("blue", RedAndBlue.BlueAt, RedAndBlue.RedAt) })
        {
            var found = await opened.Classifier.ExplainAsync(png, label, method);
            Assert.Equal((method, label), (found.Method, found.Label));
            Assert.Equal((await opened.Classifier.ClassifyAsync(png)).Predictions.Single(guess => guess.Label == label).Probability, found.Probability, 1e-6f);
            Assert.True(At(found.Map, at) > 0.9);
            Assert.True(At(found.Map, other) < 0.1);
        }

        var first = await opened.Classifier.ExplainAsync(png, method: method);
        Assert.Equal((await opened.Classifier.ClassifyAsync(png)).Predictions[0].Label, first.Label);
    }

    [Fact]
    public async Task Where_the_network_cannot_be_looked_into_the_answer_comes_from_occlusion_and_says_so()
    {
        foreach (byte[] model in new[] { Unexplainable.Rounding(), Unexplainable.Flat() })
        {
            await using var opened = Classifiers.Open(folder.Write(model, "model.onnx"));
            byte[] png = PngFile.Encode(RedAndBlue.Picture(), RedAndBlue.Side, RedAndBlue.Side);
            Assert.Equal(ExplanationMethod.Occlusion, (await opened.Classifier.ExplainAsync(png)).Method);
            await Assert.ThrowsAsync<ArgumentException>(() => opened.Classifier.ExplainAsync(png, "unicorn"));
        }
    }

    [Fact]
    public async Task Many_may_ask_at_once_when_nobody_has_asked_before()
    {
        await using var opened = Classifiers.Open(options => (options.ModelPath, options.Workers) = (folder.Write(RedAndBlue.Model(), "model.onnx"), 4));
        byte[] png = PngFile.Encode(RedAndBlue.Picture(), RedAndBlue.Side, RedAndBlue.Side);
        var found = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => opened.Classifier.ExplainAsync(png, "red"))));
        Assert.All(found, map => Assert.Equal(found[0].Map.Values.ToArray(), map.Map.Values.ToArray()));
    }

    // The middle of a square.
    private static float At(HeatMap map, int corner)
    {
        double middle = (corner + (RedAndBlue.Square / 2.0)) / RedAndBlue.Side;
        return map.At(middle, middle);
    }
}
