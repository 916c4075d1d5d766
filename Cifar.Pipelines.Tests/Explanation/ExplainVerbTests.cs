using Cifar.Models.Data;
using Cifar.Pipelines.Explanation;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Explanation;

/// <summary><c>cifar explain</c>, and what it draws.</summary>
[Collection(TorchTests.Name)]
public sealed class ExplainVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("grad-cam")]
    [InlineData("occlusion")]
    public async Task A_picture_is_written_with_the_class_and_its_probability(string method)
    {
        var (model, picture) = Files();
        var result = (await CliRun.Of("explain", "--model", model, picture, "--method", method, "--class", "blue", "--out", folder["out.png"], "--json")).Succeeds().Json;
        Assert.Equal("blue", result.GetProperty("label").GetString());
        Assert.InRange(result.GetProperty("peak").GetDouble(), 1e-4, 1e4);
        using var drawn = MLImage.CreateFromFile(folder["out.png"]);
        Assert.True(drawn.Width > 1000 && drawn.Height > 600);
        Assert.Contains("red", (await CliRun.Of("explain", "--model", model, picture, "--class", "red", "--out", folder["out.svg"])).Succeeds().Output, StringComparison.Ordinal);
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(folder["out.svg"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_explained_is_refused_with_the_reason()
    {
        var (model, picture) = Files();
        Assert.Contains("no class 'rde'", (await CliRun.Of("explain", "--model", model, picture, "--class", "rde", "--out", folder["x.png"])).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains(".png", (await CliRun.Of("explain", "--model", model, picture, "--out", folder["x.jpg"])).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("no picture", (await CliRun.Of("explain", "--model", model, folder["none.png"], "--out", folder["x.png"])).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains("is a folder", (await CliRun.Of("explain", "--model", model, folder.Root, "--out", folder["x.png"])).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains("IMAGE is an empty name", (await CliRun.Of("explain", "--model", model, "", "--out", folder["x.png"])).FailsWith(2), StringComparison.Ordinal);
        folder.Write([1, 2, 3], "alone.zip");
        Assert.Contains("alone.onnx", (await CliRun.Of("explain", "--model", folder["alone.zip"], picture, "--out", folder["x.png"])).FailsWith(1), StringComparison.Ordinal);
        string damaged = folder.Write([1, 2, 3], "damaged.png");
        Assert.Contains("damaged.png", (await CliRun.Of("explain", "--model", model, damaged, "--out", folder["x.png"])).FailsWith(1), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["x.png"]));
    }

    [Fact]
    public void The_overlay_colours_the_places_of_the_map_most()
    {
        using var explainer = ImageExplainer.Load(Files().Model);
        using var picture = RedAndBlue.Image();
        var explanation = explainer.Explain(picture, ExplanationMethod.GradCam, "blue");
        using var overlay = HeatMapOverlay.Blend(picture, explanation.Map);
        Assert.Equal((picture.Width, picture.Height), (overlay.Width, overlay.Height));
        double Change(int at) => Enumerable.Range(0, 3).Sum(c => Math.Abs(
            overlay.Pixels[(((at * RedAndBlue.Side) + at) * 4) + c] - picture.Pixels[(((at * RedAndBlue.Side) + at) * 4) + c]));
        Assert.True(Change(RedAndBlue.BlueAt + 2) > 1.5 * Change(8));
    }

    private (string Model, string Picture) Files()
    {
        string model = folder.Write(RedAndBlue.Model(), "model.onnx"), picture = folder["picture.png"];
        using var image = RedAndBlue.Image();
        image.Save(picture);
        return (model, picture);
    }
}
