using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Comparison;

/// <summary><c>cifar compare</c> on run folders.</summary>
public sealed class CompareVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Two_run_folders_give_a_table_a_sentence_and_JSON()
    {
        var (a, b) = SyntheticRuns.Pair(new Random(4), 5000, 0.07, 0.11, "old", "new");
        string[] folders = [Save(a), Save(b)];
        var shown = (await CliRun.Of(["compare", .. folders])).Succeeds();
        Assert.Contains("new is better than old by", shown.Output, StringComparison.Ordinal);
        Assert.Contains("generated", shown.Output, StringComparison.Ordinal);
        var json = (await CliRun.Of(["compare", .. folders, "--json"])).Succeeds().Json;
        Assert.Equal(2, json.GetProperty("runs").GetArrayLength());
        Assert.Equal("McNemar", json.GetProperty("pairs")[0].GetProperty("test").GetString());
        Assert.True(json.GetProperty("pairs")[0].GetProperty("differ").GetBoolean());
    }

    [Fact]
    public async Task Seeds_can_be_told_by_a_pattern()
    {
        var random = new Random(6);
        string[] folders = [.. new[] { "x-1", "x-2", "y-1", "y-2" }.Select(name => Save(SyntheticRuns.Pair(random, 400, 0.1, 0.1, name).A))];
        var json = (await CliRun.Of(["compare", .. folders, "--seeds-by", @"-\d+$", "--json"])).Succeeds().Json;
        Assert.Equal(2, json.GetProperty("pipelines").GetArrayLength());
        Assert.Equal(1, json.GetProperty("pairs").GetArrayLength());
        (await CliRun.Of(["compare", .. folders, "--seeds-by", "("])).FailsWith(2);
    }

    [Fact]
    public async Task What_cannot_be_compared_is_refused_with_the_reason()
    {
        string a = Save(SyntheticRuns.Run("a", [0, 1, 1], [0, 1, 0])), b = Save(SyntheticRuns.Run("b", [0, 1, 0], [0, 1, 0]));
        Assert.Contains("different images", (await CliRun.Of("compare", a, b)).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains("at least two", (await CliRun.Of("compare", a)).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("twice", (await CliRun.Of("compare", a, a)).FailsWith(2), StringComparison.Ordinal);
        Directory.CreateDirectory(folder["empty"]);
        Assert.Contains("cifar evaluate", (await CliRun.Of("compare", a, folder["empty"])).FailsWith(1), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(b, EvaluationFolder.EvaluationFile), "{}");
        Assert.Contains(EvaluationFolder.EvaluationFile, (await CliRun.Of("compare", a, b)).FailsWith(1), StringComparison.Ordinal);
    }

    private string Save(EvaluatedRun run)
    {
        string path = folder[run.Record.Name];
        Directory.CreateDirectory(path);
        EvaluationFolder.Write(path, run.Record);
        return path;
    }
}
