using System.Text.Json;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>From images to answers by the command line alone: train, evaluate, predict, info.</summary>
[Collection(TorchTests.Name)]
[Trait("Category", "Slow")]
public sealed class RoundTripTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public void Training_prints_one_json_object_and_nothing_else()
    {
        var result = run.Training.Succeeds().Json;
        Assert.Equal("simple-cnn", result.GetProperty("net").GetString());
        Assert.Equal(1_193_636, result.GetProperty("parameters").GetInt64());
        Assert.Equal(2, result.GetProperty("epochs").GetInt32());
        Assert.True(result.GetProperty("seconds").GetDouble() > 0);
        Assert.True(result.GetProperty("imagesPerSecond").GetDouble() > 0);
        Assert.InRange(result.GetProperty("validation").GetProperty("microAccuracy").GetDouble(), 0, 1);
        Assert.Equal(run.Zip, result.GetProperty("model").GetString());
        Assert.Equal(run.Onnx, result.GetProperty("onnx").GetString());
        Assert.Contains("synthetic", result.GetProperty("data").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_goes_to_standard_error_as_plain_lines()
    {
        Assert.Contains("epoch 1/2: loss ", run.Training.Error, StringComparison.Ordinal);
        Assert.Matches("epoch 2/2: loss [0-9.]+, validation accuracy [0-9.]+ %, [0-9,]+ images/s, 0 s left\n", run.Training.Error);
        Assert.Contains("synthetic", run.Training.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", run.Training.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_leaves_model_record_curves_and_checkpoints_and_no_scraps() =>
        Assert.Equal(["checkpoints", "curves.png", "curves.svg", "history.csv", "model.onnx", "model.zip", "run.json", "tensorboard"], run.Left);

    [Fact]
    public void Run_json_tells_how_to_repeat_the_run()
    {
        var record = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(run.Folder, "run.json")));
        Assert.Equal("simple-cnn", record.GetProperty("net").GetString());
        Assert.Equal("finished", record.GetProperty("state").GetString(), ignoreCase: true);
        Assert.Equal(JsonValueKind.Null, record.GetProperty("error").ValueKind);
        Assert.Equal("simple-cnn", record.GetProperty("plan").GetProperty("net").GetString());
        Assert.Equal(1_193_636, record.GetProperty("parameters").GetInt64());
        Assert.Equal(TrainedRun.Data, record.GetProperty("data").GetProperty("name").GetString());
        Assert.True(record.GetProperty("data").GetProperty("synthetic").GetBoolean());
        var options = record.GetProperty("options");
        Assert.Equal((2, 50, 7), (options.GetProperty("epochs").GetInt32(), options.GetProperty("batchSize").GetInt32(), options.GetProperty("seed").GetInt32()));
        Assert.Equal(2, record.GetProperty("history").GetArrayLength());
        Assert.True(record.GetProperty("recipe").GetProperty("learningRate").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Object, record.GetProperty("preprocessing").GetProperty("sharpening").ValueKind);
        Assert.All(["cifar", "dotnet", "microsoftML", "torchSharp"], name => Assert.NotEqual("", record.GetProperty("versions").GetProperty(name).GetString()));
        Assert.True(record.GetProperty("machine").GetProperty("cores").GetInt32() >= 1);
        Assert.True(record.GetProperty("finished").GetDateTimeOffset() > record.GetProperty("started").GetDateTimeOffset());
    }

    [Fact]
    public void History_csv_has_a_line_for_each_epoch()
    {
        string[] lines = File.ReadAllLines(Path.Combine(run.Folder, "history.csv"));
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("epoch,learningRate,trainingLoss,validationLoss,validationAccuracy,", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], line => Assert.Equal(lines[0].Split(',').Length, line.Split(',').Length));
    }

    [Fact]
    public async Task Evaluation_of_zip_and_onnx_gives_the_same_numbers()
    {
        var zip = (await CliRun.Of("evaluate", "--model", run.Zip, "--data", TrainedRun.Data, "--json")).Succeeds().Json;
        var onnx = (await CliRun.Of("evaluate", "--model", run.Onnx, "--data", TrainedRun.Data, "--json")).Succeeds().Json;
        Assert.Equal(200, zip.GetProperty("count").GetInt32());
        string[] metrics = ["microAccuracy", "macroAccuracy", "top5Accuracy", "logLoss", "macroPrecision", "macroRecall", "macroF1", "coarseAccuracy", "expectedCalibrationError"];
        Assert.All(metrics, name => Assert.Equal(zip.GetProperty(name).GetDouble(), onnx.GetProperty(name).GetDouble(), 1e-5));
    }

    [Fact]
    public async Task Evaluation_for_people_is_a_table_that_names_its_data()
    {
        var evaluation = (await CliRun.Of("evaluate", "--model", run.Zip, "--data", TrainedRun.Data, "--split", "train")).Succeeds();
        Assert.Contains("synthetic", evaluation.Output, StringComparison.Ordinal);
        Assert.Contains("on train images", evaluation.Output, StringComparison.Ordinal);
        Assert.Matches("accuracy +│ +[0-9.]+ %", evaluation.Output);
    }

    [Fact]
    public async Task Predictions_of_zip_and_onnx_are_the_same_classes_most_probable_first()
    {
        var zip = (await CliRun.Of(["predict", "--model", run.Zip, "--top", "3", "--json", .. run.Pictures])).Succeeds().Json;
        var onnx = (await CliRun.Of(["predict", "--model", run.Onnx, "--top", "3", "--json", .. run.Pictures])).Succeeds().Json;
        Assert.Equal(run.Pictures, zip.EnumerateArray().Select(result => result.GetProperty("image").GetString()!));
        foreach (var (first, second) in zip.EnumerateArray().Zip(onnx.EnumerateArray()))
        {
            (string Label, double Probability)[] Read(JsonElement result) =>
                [.. result.GetProperty("predictions").EnumerateArray().Select(guess => (guess.GetProperty("label").GetString()!, guess.GetProperty("probability").GetDouble()))];

            Assert.Equal(3, Read(first).Length);
            Assert.Equal(Read(first).Select(guess => guess.Label), Read(second).Select(guess => guess.Label));
            Assert.All(Read(first).Zip(Read(second)), pair => Assert.Equal(pair.First.Probability, pair.Second.Probability, 1e-5));
            Assert.Equal(Read(first).OrderByDescending(guess => guess.Probability), Read(first));
        }
    }

    [Fact]
    public async Task A_bad_picture_does_not_keep_the_others_from_their_answer()
    {
        string bad = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        await File.WriteAllTextAsync(bad, "no picture");
        try
        {
            var prediction = await CliRun.Of("predict", "--model", run.Zip, "--json", run.Pictures[0], bad, "missing.png", run.Pictures[1]);
            Assert.Equal(1, prediction.Code);
            Assert.Equal(run.Pictures[..2], prediction.Json.EnumerateArray().Select(result => result.GetProperty("image").GetString()!));
            Assert.Contains(bad, prediction.Error, StringComparison.Ordinal);
            Assert.Contains("missing.png", prediction.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(bad);
        }
    }

    [Fact]
    public async Task Predictions_of_a_model_of_synthetic_images_say_so() =>
        Assert.Contains("synthetic", (await CliRun.Of("predict", "--model", run.Zip, run.Pictures[0])).Succeeds().Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("model.zip", "Image", "Score")]
    [InlineData("model.onnx", "pixels", "logits")]
    public async Task Info_tells_what_is_inside(string file, string input, string output)
    {
        string path = Path.Combine(run.Folder, file);
        var info = (await CliRun.Of("info", path, "--json")).Succeeds().Json;
        Assert.Equal(input, info.GetProperty("inputs")[0].GetProperty("name").GetString());
        Assert.Equal(output, info.GetProperty("outputs")[0].GetProperty("name").GetString());
        Assert.Equal(100, info.GetProperty("labels").GetArrayLength());
        Assert.Equal(20, info.GetProperty("superclasses").GetArrayLength());
        Assert.Equal(256, info.GetProperty("preprocessing").GetProperty("sharpening").GetProperty("divisor").GetInt32());
        Assert.Equal("simple-cnn", info.GetProperty("network").GetString());
        Assert.Equal(480, info.GetProperty("training").GetProperty("trainingImages").GetInt32());

        string table = (await CliRun.Of("info", path)).Succeeds().Output;
        Assert.All([input, output, "simple-cnn", "unsharp mask", "synthetic"], word => Assert.Contains(word, table, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Data_with_other_classes_are_refused()
    {
        using var folder = new Data.TemporaryFolder();
        Data.SmallSets.Save(folder["set"]);
        string error = (await CliRun.Of("evaluate", "--model", run.Zip, "--data", $"binary:{folder["set"]}", "--json")).FailsWith(1);
        Assert.Contains("ant", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_model_is_refused_by_every_verb()
    {
        using var folder = new Data.TemporaryFolder();
        byte[] whole = await File.ReadAllBytesAsync(run.Zip);
        string damaged = folder.Write(whole[..(whole.Length / 2)], "model.zip");
        Assert.Contains(damaged, (await CliRun.Of("info", damaged, "--json")).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains(damaged, (await CliRun.Of("evaluate", "--model", damaged, "--data", "synthetic:10,10", "--json")).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains(damaged, (await CliRun.Of("predict", "--model", damaged, run.Pictures[0], "--json")).FailsWith(1), StringComparison.Ordinal);
    }
}
