using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Explanation;
using Cifar.Pipelines.Tests.Models;
using Cifar.Pipelines.Tests.Pipelines;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Comparison;

/// <summary>Evaluations that cannot be made, read or compared, as one meets them on the command line.</summary>
[Collection(TorchTests.Name)]
public sealed class BadEvaluationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("compare")]
    [InlineData("report")]
    public async Task Runs_on_other_images_or_with_other_classes_are_refused_and_the_reason_is_said(string verb)
    {
        string a = Save(SyntheticRuns.Record("a", [0, 1, 1], [0, 1, 0]));
        var other = SyntheticRuns.Record("b", [0, 1, 1], [0, 1, 0]);
        string images = Save(other with { Name = "images", TestSet = other.TestSet with { Sha256 = "else" } });
        string count = Save(SyntheticRuns.Record("count", [0, 1], [0, 1]));
        string classes = Save(other with { Name = "classes", Report = other.Report with { Classes = new ClassLabels(["class 0", "another"]) } });
        async Task<string> Refused(string run) => (await CliRun.Of([verb, a, run, .. verb == "report" ? ["--out", folder["out"]] : Array.Empty<string>()])).FailsWith(1);
        Assert.Contains("content differs", await Refused(images), StringComparison.Ordinal);
        Assert.Contains("3 test images of synthetic and 2 test images", await Refused(count), StringComparison.Ordinal);
        Assert.Contains("class 1 is 'class 1' here and 'another' there", await Refused(classes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare")]
    [InlineData("report")]
    public async Task Missing_and_damaged_files_are_named_with_what_to_do(string verb)
    {
        string a = Save(SyntheticRuns.Record("a", [0, 1, 1], [0, 1, 0])), b = Save(SyntheticRuns.Record("b", [0, 1, 1], [0, 1, 1]));
        string predictions = Path.Combine(b, EvaluationFolder.PredictionsFile), evaluation = Path.Combine(b, EvaluationFolder.EvaluationFile);
        byte[] whole = await File.ReadAllBytesAsync(predictions);
        async Task Refused(string file)
        {
            string error = (await CliRun.Of([verb, a, b, .. verb == "report" ? ["--out", folder["out"]] : Array.Empty<string>()])).FailsWith(1);
            Assert.Contains(file, error, StringComparison.Ordinal);
            Assert.Contains("cifar evaluate --model", error, StringComparison.Ordinal);
        }

        await File.WriteAllBytesAsync(predictions, whole[..^5]);
        await Refused(predictions);
        File.Delete(predictions);
        await Refused(predictions);
        await File.WriteAllBytesAsync(predictions, whole);
        await File.WriteAllTextAsync(evaluation, (await File.ReadAllTextAsync(evaluation)).Replace("\"microAccuracy\": ", "\"microAccuracy\": NaN, \"was\": ", StringComparison.Ordinal));
        await Refused(evaluation);
        await File.WriteAllBytesAsync(evaluation, [0xff, 0xfe, 0]);
        await Refused(evaluation);
    }

    [Fact]
    public async Task A_model_that_was_changed_after_its_evaluation_is_noticed()
    {
        string a = Save(SyntheticRuns.Record("a", [0, 1, 1], [0, 1, 0])), model = folder.Write([1, 2, 3], "b", "model.zip");
        string b = Save(SyntheticRuns.Record("b", [0, 1, 1], [0, 1, 1]) with { ModelSha256 = EvaluationFolder.HashOf(model) });
        (await CliRun.Of("compare", a, b)).Succeeds();
        await File.WriteAllBytesAsync(model, [1, 2, 4]);
        string error = (await CliRun.Of("compare", a, b)).FailsWith(1);
        Assert.Contains("model.zip was calibrated or trained anew after it was evaluated", error, StringComparison.Ordinal);
        Assert.Contains($"cifar evaluate --model {model}", error, StringComparison.Ordinal);
        Assert.Equal(error, (await CliRun.Of("report", b, "--out", folder["out"])).FailsWith(1));
    }

    [Fact]
    public async Task A_class_without_test_images_has_no_scores_in_any_file()
    {
        string model = folder.Write(RedAndBlue.Model(), "model.onnx");
        SavePicture("pictures", "train", "red", "1.png");
        SavePicture("pictures", "train", "blue", "1.png");
        SavePicture("pictures", "test", "red", "2.png");
        SavePicture("pictures", "test", "red", "3.png");

        // A folder's classes are in the order of their names, the model's are not: that is refused, since every number would be wrong.
        Assert.Contains("class 0 is 'blue' here and 'red' there", (await Evaluate(model)).FailsWith(1), StringComparison.Ordinal);
        using (ImageNetwork network = RedAndBlue.Network())
        {
            File.WriteAllBytes(model, OnnxExport.Export(network, RedAndBlue.Describe() with { Labels = new ClassLabels(["blue", "red"]) }));
        }

        (await Evaluate(model)).Succeeds();
        var blue = EvaluationFolder.Read(folder["evaluated"]).Record.Report.PerClass[0];
        Assert.Equal((0L, null, null, null), (blue.Support, blue.Precision, blue.Recall, blue.F1));
        (await CliRun.Of("report", folder["evaluated"], "--out", folder["out"])).Succeeds();
        Assert.Contains("n/a", await File.ReadAllTextAsync(folder["out", "report.html"]), StringComparison.Ordinal);
        foreach (string file in new[] { folder["evaluated", "evaluation.json"], folder["out", "results.json"], folder["out", "model-card.md"] })
        {
            Assert.DoesNotContain("NaN", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }

        Assert.Contains("Never tested, as there were no images of them: blue", await File.ReadAllTextAsync(folder["out", "model-card.md"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_whose_scores_are_no_numbers_is_refused_and_nothing_is_written()
    {
        using ImageNetwork network = RedAndBlue.Network();
        using (no_grad())
        {
            foreach (var weight in network.parameters())
            {
                weight.fill_(float.NaN);
            }
        }

        string model = folder.Write(OnnxExport.Export(network, RedAndBlue.Describe() with { Labels = new ClassLabels(["blue", "red"]) }), "model.onnx");
        SavePicture("pictures", "train", "red", "1.png");
        SavePicture("pictures", "train", "blue", "1.png");
        SavePicture("pictures", "test", "red", "2.png");
        string error = (await Evaluate(model)).FailsWith(1);
        Assert.Contains("Row 0: the score of class 'blue' is NaN", error, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Contents(), path => path.EndsWith("evaluation.json", StringComparison.Ordinal));
    }

    private Task<CliRun> Evaluate(string model) => CliRun.Of("evaluate", "--model", model, "--data", $"folder:{folder["pictures"]}", "--out", folder["evaluated"]);

    private void SavePicture(params string[] parts)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[parts])!);
        using var image = RedAndBlue.Image();
        image.Save(folder[parts]);
    }

    private string Save(EvaluationRecord record)
    {
        Directory.CreateDirectory(folder[record.Name]);
        EvaluationFolder.Write(folder[record.Name], record);
        return folder[record.Name];
    }
}
