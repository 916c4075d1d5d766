using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Transfer;

[Collection(TorchTests.Name)]
public sealed class TransferVerbTests
{
    [Fact]
    public async Task A_backbone_is_adapted_and_the_model_can_be_evaluated()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write(SmallBackbone.Residual(), "small.onnx");
        string[] common = ["--backbone", file, "--size", "32", "--cache", folder["cache"], "--data", "synthetic:300,100", "--json"];
        JsonElement report = (await CliRun.Of(["transfer", .. common, "--out", folder["run"]])).Succeeds().Json;
        Assert.Equal(300, report.GetProperty("computedImages").GetInt32());
        Assert.Equal(0, report.GetProperty("validation").GetProperty("count").GetInt32());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), report.GetProperty("backboneSha256").GetString());
        Assert.True(File.Exists(report.GetProperty("model").GetString()));

        JsonElement metrics = (await CliRun.Of("evaluate", "--model", folder["run", "model.onnx"], "--data", "synthetic:300,100", "--json")).Succeeds().Json;
        Assert.Equal(100, metrics.GetProperty("count").GetInt32());
        foreach (string[] held in new string[][] { ["calibrate"], ["evaluate", "--split", "validation"] })
        {
            string refusal = (await CliRun.Of([.. held, "--model", folder["run", "model.onnx"], "--data", "synthetic:300,100"])).FailsWith(1);
            Assert.Contains("--head dense or --mode finetune", refusal, StringComparison.Ordinal);
        }

        string error = (await CliRun.Of(["transfer", .. common, "--out", folder["run"]])).FailsWith(2);
        Assert.Contains($"{folder["run"]} holds a training already", error, StringComparison.Ordinal);
        Assert.DoesNotContain("--resume", error, StringComparison.Ordinal);
        (await CliRun.Of(["transfer", .. common, "--out", folder["run"], "--overwrite"])).Succeeds();
        JsonElement features = (await CliRun.Of(["features", .. common, "--map", folder["map.svg"]])).Succeeds().Json;
        Assert.Equal(0, features.GetProperty("computedImages").GetInt32());
        var shapes = XDocument.Load(folder["map.svg"]).Descendants().Where(element => element.Name.LocalName is "circle" or "rect").ToArray();
        Assert.InRange(shapes.Length, 300, 400);
    }

    [Fact]
    public async Task Backbones_are_listed()
    {
        JsonElement report = (await CliRun.Of("backbones", "--json")).Succeeds().Json;
        Assert.Contains(report.GetProperty("backbones").EnumerateArray(), one => one.GetProperty("name").GetString() == "efficientnet-b4-trunk");
    }

    [Theory]
    [InlineData("--backbone mobilnet", "mobilnet")]
    [InlineData("--backbone missing.onnx", "missing.onnx")]
    public async Task A_backbone_that_is_not_there_is_said_so(string options, string because) =>
        Assert.Contains(because, (await CliRun.Of(["transfer", .. options.Split(' '), "--data", "synthetic"])).FailsWith(1), StringComparison.Ordinal);

    [Fact]
    public async Task A_size_out_of_range_is_wrong_usage()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write(SmallBackbone.Residual(), "small.onnx");
        (await CliRun.Of("transfer", "--backbone", file, "--data", "synthetic", "--size", "5000")).FailsWith(2);
    }
}
