using System.Text.Json;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Precision;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Serving;

namespace Cifar.Pipelines.Tests.ReferenceModels;

[Collection(ServingTests.Name)]
public sealed class ExportVerbTests(ServingModels models) : IDisposable
{
    private const string Data = "synthetic:300,100";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("fp32", ModelPrecision.Float32, 1.0)]
    [InlineData("fp16", ModelPrecision.Float16, 0.52)]
    [InlineData("int8", ModelPrecision.Int8, 0.35)]
    public async Task What_is_written_is_a_model_like_any_other(string precision, ModelPrecision expected, double share)
    {
        string file = folder["small.onnx"];
        var result = (await Export(precision, file, "--data", Data, "--images", "100", "--json")).Succeeds().Json;
        byte[] model = File.ReadAllBytes(file), original = File.ReadAllBytes(models["first.onnx"]);
        Assert.Equal(expected, OnnxPrecision.Of(model));
        Assert.InRange((double)model.Length / original.Length, 0.2, share);
        Assert.Equal((model.Length, original.Length), (result.GetProperty("bytes").GetInt32(), result.GetProperty("bytesBefore").GetInt32()));
        var agreement = result.GetProperty("agreement");
        Assert.Equal(100, agreement.GetProperty("count").GetInt32());
        Assert.InRange(agreement.GetProperty("sameClass").GetDouble(), expected == ModelPrecision.Int8 ? 0.8 : 0.99, 1);

        var evaluated = (await CliRun.Of("evaluate", "--model", file, "--data", Data, "--json")).Succeeds().Json;
        Assert.Equal(agreement.GetProperty("after").GetDouble(), evaluated.GetProperty("microAccuracy").GetDouble(), 1e-12);
        string picture = folder.Write(TestPictures.Png(4, 200, 100), "picture.png");
        var printed = (await CliRun.Of("predict", "--model", file, picture, "--json")).Succeeds().Json[0].GetProperty("predictions")[0];
        await using var web = await WebFixture.Start(file);
        var served = (await web.Classify(File.ReadAllBytes(picture))).GetProperty("pictures")[0].GetProperty("predictions")[0];
        Assert.Equal(printed.GetProperty("probability").GetDouble(), served.GetProperty("probability").GetDouble(), 1e-6);
        using var before = new OnnxImageScorer(original);
        using var after = new OnnxImageScorer(model);
        Assert.Equal(before.Description.ToJson(), after.Description.ToJson());
        (await CliRun.Of("explain", "--model", file, picture, "--out", folder["why.png"], "--method", "occlusion")).Succeeds();
    }

    [Fact]
    public async Task Equal_seeds_give_equal_files()
    {
        foreach (string name in new[] { "a.onnx", "b.onnx", "c.onnx" })
        {
            (await Export("int8", folder[name], "--data", Data, "--images", "50", "--seed", name == "c.onnx" ? "1" : "0")).Succeeds();
        }

        Assert.Equal(File.ReadAllBytes(folder["a.onnx"]), File.ReadAllBytes(folder["b.onnx"]));
        Assert.NotEqual(File.ReadAllBytes(folder["a.onnx"]), File.ReadAllBytes(folder["c.onnx"]));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_before_anything_is_written()
    {
        string file = folder["out.onnx"], text = folder.Write("a letter"u8.ToArray(), "letter.onnx");
        Assert.Contains("int8 needs pictures", (await Export("int8", file)).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("must end in .onnx", (await Export("fp16", folder["out.zip"])).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("is the model itself", (await Export("fp16", models["first.onnx"])).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("there is no folder", (await Export("fp16", folder["none", "out.onnx"])).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains("letter.onnx", (await CliRun.Of("export", "--model", text, "--precision", "fp16", "--out", file)).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains("fp64", (await Export("fp64", file)).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("There is no", (await CliRun.Of("export", "--model", folder.Root, "--precision", "fp16", "--out", file)).FailsWith(1), StringComparison.Ordinal);
        Assert.False(File.Exists(file));
        (await Export("fp16", file)).Succeeds();
        foreach (string again in new[] { "fp16", "int8" })
        {
            Assert.Contains("already", (await CliRun.Of("export", "--model", file, "--precision", again, "--data", Data, "--out", folder["again.onnx"])).FailsWith(1), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_images_that_were_there_are_counted_and_not_those_asked_for()
    {
        Assert.Equal(300, (await Export("int8", folder["a.onnx"], "--data", Data, "--json")).Succeeds().Json.GetProperty("calibrationImages").GetInt32());
        Assert.Contains("300 training images, seed 0", (await Export("int8", folder["b.onnx"], "--data", Data)).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_could_not_be_compared_replaces_nothing()
    {
        string file = folder.Write([1, 2, 3], "kept.onnx");
        (await Export("fp16", file, "--data", "folder:" + folder["none"])).FailsWith(1);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(file));
        Assert.Equal(["kept.onnx"], folder.Contents());
    }

    [Fact]
    public async Task Control_characters_in_names_do_not_reach_the_terminal()
    {
        const string Clear = "\u001b[2J";
        string model = folder.Write(File.ReadAllBytes(models["first.onnx"]), $"{Clear}.onnx"), picture = folder.Write(TestPictures.Png(4), $"{Clear}.png");
        CliRun[] runs =
        [
            (await CliRun.Of("info", model)).Succeeds(),
            (await CliRun.Of("predict", "--model", model, picture)).Succeeds(),
            (await CliRun.Of("explain", "--model", model, picture, "--method", "occlusion", "--out", folder[$"{Clear}out.png"])).Succeeds(),
            await CliRun.Of("info", folder[$"{Clear}none.onnx"]),
        ];
        Assert.All(runs, run => Assert.DoesNotContain("\u001b", run.Output + run.Error, StringComparison.Ordinal));
        Assert.Contains("\uFFFD[2J.onnx", runs[0].Output, StringComparison.Ordinal);
        Assert.Contains("\uFFFD[2Jnone.onnx", runs[^1].FailsWith(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_temperature_can_be_that_of_another_model_and_unsure_answers_say_so()
    {
        string sure = folder["sure.onnx"], like = folder["like.onnx"], picture = folder.Write(TestPictures.Png(4), "picture.png");
        File.WriteAllBytes(sure, OnnxTemperature.Rescale(File.ReadAllBytes(models["first.onnx"]), 2, new AnswerThreshold(1, 0.2, 0.5, 1000)));
        (await CliRun.Of("calibrate", "--model", models["second.onnx"], "--like", sure, "--out", like)).Succeeds();
        using (var scorer = OnnxImageScorer.Load(like))
        {
            Assert.Equal((0.04, 1.0), (Math.Round(scorer.Description.Temperature, 12), scorer.Description.Threshold!.Probability));
        }

        Assert.False((await CliRun.Of("predict", "--model", like, picture, "--json")).Succeeds().Json[0].GetProperty("sure").GetBoolean());
        Assert.Contains("not sure; best guesses:", (await CliRun.Of("predict", "--model", like, picture)).Succeeds().Output, StringComparison.Ordinal);
        Assert.False((await CliRun.Of("predict", "--model", models["first.onnx"], picture, "--json")).Succeeds().Json[0].TryGetProperty("sure", out _));
        await using (var web = await WebFixture.Start(like))
        {
            Assert.False((await web.Classify(File.ReadAllBytes(picture))).GetProperty("pictures")[0].GetProperty("sure").GetBoolean());
        }

        var evaluated = (await CliRun.Of("evaluate", "--model", like, "--data", Data, "--json")).Succeeds().Json.GetProperty("sure");
        Assert.InRange(evaluated.GetProperty("coverage").GetDouble(), 0, 1);
        Assert.Contains("one of the two", (await CliRun.Of("calibrate", "--model", like)).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("--risk is 1", (await CliRun.Of("calibrate", "--model", like, "--data", Data, "--risk", "1")).FailsWith(2), StringComparison.Ordinal);
    }

    private Task<CliRun> Export(string precision, string file, params string[] options) =>
        CliRun.Of(["export", "--model", models["first.onnx"], "--precision", precision, "--out", file, .. options]);
}
