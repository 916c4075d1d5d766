using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Explanation;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary><c>cifar calibrate</c> where there is little to go by: a handful of pictures, some that cannot be read, a model that was never calibrated.</summary>
[Collection(TorchTests.Name)]
public sealed class CalibrateFewTests : IDisposable
{
    private const int Side = RedAndBlue.Side;

    // The network's classes in its order, which is that of their names too, as in a folder.
    private const string Red = "red", Sky = "sky";

    private readonly TemporaryFolder folder = new();
    private readonly string plain;
    private readonly string cooled;

    public CalibrateFewTests()
    {
        plain = Model("plain.onnx", temperature: 1);
        cooled = Model("cooled.onnx", temperature: 10);
        foreach (string part in new[] { "train", "test" })
        {
            Paint(part, Sky, "1.png", isRed: false);
            Paint(part, Red, "1.png", isRed: true);
            Paint(part, Red, "2.png", isRed: true);
            Paint(part, Red, "3.png", isRed: true);
        }
    }

    private string[] Calibrate => ["calibrate", "--model", cooled, "--data", "folder:" + folder["set"], "--split", "test", "--out", folder["out.onnx"]];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Too_few_images_are_not_called_wrong_answers()
    {
        Paint("test", Sky, "2.png", isRed: true);
        string table = (await CliRun.Of(Calibrate)).Succeeds().Output;
        Assert.Contains("not known: there are 5 images; at most 20 % wrong takes 11", table, StringComparison.Ordinal);
        Assert.DoesNotContain("too often", table, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["out.onnx"]));
    }

    [Fact]
    public async Task Images_that_determine_no_temperature_change_nothing()
    {
        string error = (await CliRun.Of(Calibrate)).FailsWith(1);
        Assert.Contains("These 4 images do not determine a temperature", error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["out.onnx"]));
    }

    [Fact]
    public async Task A_model_that_was_never_calibrated_is_no_example_to_another()
    {
        byte[] before = File.ReadAllBytes(cooled);
        Assert.Contains("was never calibrated", (await CliRun.Of("calibrate", "--model", cooled, "--like", plain)).FailsWith(1), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(cooled));
        (await CliRun.Of("calibrate", "--model", plain, "--like", cooled, "--out", folder["out.onnx"])).Succeeds();
    }

    [Fact]
    public async Task Pictures_that_cannot_be_read_are_left_out_when_told_so()
    {
        Paint("test", Sky, "2.png", isRed: true);
        string bad = folder.Write("a letter"u8.ToArray(), "set", "test", Sky, "bad.png");
        string[] evaluate = ["evaluate", "--model", cooled, "--data", "folder:" + folder["set"], "--json"];
        foreach (string[] command in new string[][] { evaluate, [.. Calibrate, "--json"] })
        {
            var refused = await CliRun.Of(command);
            Assert.Contains("--on-bad-image skip", refused.FailsWith(1), StringComparison.Ordinal);
            Assert.Contains($"unreadable: {bad}", refused.Error, StringComparison.Ordinal);
            var skipped = (await CliRun.Of([.. command, "--on-bad-image", "skip"])).Succeeds();
            Assert.Contains($"left out: {bad}", skipped.Error, StringComparison.Ordinal);
            Assert.Equal(5, (command[0] == "evaluate" ? skipped.Json : skipped.Json.GetProperty("fit")).GetProperty("count").GetInt32());
        }
    }

    private string Model(string name, double temperature)
    {
        using var network = RedAndBlue.Network();
        return folder.Write(OnnxExport.Export(network, RedAndBlue.Describe() with { Labels = new ClassLabels([Red, Sky]), Temperature = temperature }), name);
    }

    private void Paint(string part, string name, string file, bool isRed)
    {
        var planes = new byte[3 * Side * Side];
        planes.AsSpan().Fill(30);
        planes.AsSpan((isRed ? 0 : 2) * Side * Side, Side * Side).Fill(230);
        folder.Write(PngFile.Encode(planes, Side, Side), "set", part, name, file);
    }
}
