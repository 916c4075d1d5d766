using System.Text.Json;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Reports;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Reports;

/// <summary><c>cifar report</c> on run folders.</summary>
public sealed class ReportVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_run_gives_a_page_a_card_and_numbers()
    {
        string run = Save(ReportSamples.Run("one", 0.6, 1));
        await File.WriteAllTextAsync(Path.Combine(run, "run.json"), """
            { "net": "speed-net", "recipe": { "learningRate": 0.25, "sizes": [1, 2] }, "training": { "bestEpoch": 2 }, "notes": ["A note."],
              "history": [ { "epoch": 1, "learningRate": 0.1, "trainingLoss": 4, "validationLoss": 3.9, "validationAccuracy": 0.1, "imagesPerSecond": 10, "seconds": 1 },
                           { "epoch": 2, "learningRate": 0.1, "trainingLoss": 3, "validationLoss": null, "validationAccuracy": null, "imagesPerSecond": 10, "seconds": 1 } ] }
            """);
        var files = (await CliRun.Of("report", run, "--out", folder["out"], "--data", $"synthetic:100,{ReportSamples.Images}", "--licence", "MIT", "--json")).Succeeds().Json.GetProperty("files");
        Assert.Equal(["report.html", "model-card.md", "results.json"], files.EnumerateArray().Select(file => Path.GetFileName(file.GetString())));
        string page = await File.ReadAllTextAsync(folder["out", "report.html"]);
        Assert.Contains("The weights of epoch 2 were kept", page, StringComparison.Ordinal);
        Assert.Contains("A note.", page, StringComparison.Ordinal);
        Assert.Contains("Right and most sure", page, StringComparison.Ordinal);
        Assert.Contains("recipe.learningRate: 0.25", await File.ReadAllTextAsync(folder["out", "model-card.md"]), StringComparison.Ordinal);
        var results = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(folder["out", "results.json"]));
        Assert.Equal("one", results.GetProperty("runs")[0].GetProperty("evaluation").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, results.GetProperty("comparison").ValueKind);
    }

    [Fact]
    public async Task Several_runs_give_a_comparison_and_a_report_of_each()
    {
        string[] runs = [.. ReportSamples.Several().Select(Save)];
        (await CliRun.Of(["report", .. runs, "--pictures", "--out", folder["out"]])).Succeeds();
        foreach (var run in ReportSamples.Several())
        {
            Assert.True(File.Exists(folder["out", run.Evaluation.Name, ReportFolder.PageFile]));
            Assert.Contains($"href=\"{run.Evaluation.Name}/report.html\"", await File.ReadAllTextAsync(folder["out", "report.html"]), StringComparison.Ordinal);
        }

        foreach (string picture in new[] { "pictures/accuracy-against-latency", "simple-cnn/pictures/confusion-matrix", "plain-speed-net/pictures/reliability", "simple-cnn/pictures/recall" })
        {
            Assert.StartsWith("<svg", await File.ReadAllTextAsync(folder["out", picture + ".svg"]), StringComparison.Ordinal);
            using var drawn = Microsoft.ML.Data.MLImage.CreateFromFile(folder["out", picture + ".png"]);
            Assert.InRange(drawn.Width, 300, 2000);
        }

        var results = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(folder["out", "results.json"]));
        Assert.Equal(3, results.GetProperty("comparison").GetProperty("pairs").GetArrayLength());
    }

    [Fact]
    public async Task Names_of_runs_never_leave_the_folder_of_the_report()
    {
        var (a, b) = (Renamed(1, "../outside"), Renamed(2, "..\\outside"));
        ReportFolder.Write(folder["out"], ReportSamples.Compare(a, b), [a, b]);
        Assert.All(folder.Contents(), path => Assert.StartsWith("out", path, StringComparison.Ordinal));
        Assert.True(File.Exists(folder["out", "run-1", ReportFolder.PageFile]));
        await Task.CompletedTask;
    }

    [Fact]
    public void Each_run_has_a_folder_of_its_own_whatever_the_runs_are_called()
    {
        RunDetails[] runs = [Renamed(1, "run-2"), Renamed(2, "a b"), Renamed(3, "a_b")];
        ReportFolder.Write(folder["out"], ReportSamples.Compare(runs), runs);
        Assert.Equal(runs.Length, Directory.EnumerateDirectories(folder["out"]).Count(run => File.Exists(Path.Combine(run, ReportFolder.PageFile))));
    }

    [Fact]
    public async Task What_cannot_be_reported_is_refused_with_the_reason()
    {
        string run = Save(ReportSamples.Run("one", 0.6, 1));
        Directory.CreateDirectory(folder["empty"]);
        Assert.Contains("cifar evaluate", (await CliRun.Of("report", folder["empty"], "--out", folder["out"])).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains("twice", (await CliRun.Of("report", run, run, "--out", folder["out"])).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("were evaluated", (await CliRun.Of("report", run, "--data", "synthetic:100,100", "--out", folder["out"])).FailsWith(2), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(run, "run.json"), "{ \"history\": 3 }");
        Assert.Contains("run.json", (await CliRun.Of("report", run, "--out", folder["out"])).FailsWith(1), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(run, EvaluationFolder.EvaluationFile), "{}");
        Assert.Contains(EvaluationFolder.EvaluationFile, (await CliRun.Of("report", run, "--out", folder["out"])).FailsWith(1), StringComparison.Ordinal);
    }

    private static RunDetails Renamed(int seed, string name)
    {
        var run = ReportSamples.Run("x", 0.6, seed);
        return run with { Evaluation = run.Evaluation with { Name = name, Pipeline = name } };
    }

    private string Save(RunDetails run)
    {
        string path = folder[run.Evaluation.Name];
        Directory.CreateDirectory(path);
        EvaluationFolder.Write(path, run.Evaluation);
        return path;
    }
}
