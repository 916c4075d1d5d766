using System.Diagnostics;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>Over two hundred damaged inputs through the real command line: each ends in a clear error, or, where the damage may not matter, in an answer.</summary>
[Collection(TorchTests.Name)]
public sealed class DamagedInputTests(TrainedRun model) : IClassFixture<TrainedRun>, IDisposable
{
    const string ErrorPrefix = "cifar: error: ";

    // What the command line adds to errors that nobody foresaw.
    const string Unforeseen = "This should not happen";

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_same_commands_work_on_whole_inputs()
    {
        string image = WholeImage();
        (await CliRun.Of("predict", "--model", model.Zip, image)).Succeeds();
        (await CliRun.Of("predict", "--model", model.Onnx, image)).Succeeds();
        (await CliRun.Of("info", model.Zip)).Succeeds();
        (await CliRun.Of("info", model.Onnx)).Succeeds();
        (await CliRun.Of("evaluate", "--model", model.Zip, "--data", "binary:" + DamagedSets.Whole(folder, "whole"))).Succeeds();
    }

    [Fact]
    public Task Truncated_images() => Check(32, DamagedImages.Truncated(folder, model.Zip));

    [Fact]
    public Task Bit_flipped_images() => Check(64, DamagedImages.BitFlipped(folder, model.Zip));

    [Fact]
    public Task Files_that_are_no_images() => Check(15, DamagedImages.NoImages(folder, model.Zip));

    [Fact]
    public async Task Headers_that_promise_gigapixels_cost_no_memory()
    {
        using var process = Process.GetCurrentProcess();
        long before = process.PeakWorkingSet64;
        await Check(8, DamagedImages.Giant(folder, model.Zip));
        process.Refresh();
        // The kernel counts pages in batches: the peak may be reported a little lower than before.
        Assert.InRange(process.PeakWorkingSet64 - before, long.MinValue, 300_000_000);
    }

    [Fact]
    public Task Image_sets_of_wrong_sizes_labels_and_names() => Check(28, DamagedSets.Binary(folder, model.Zip));

    [Fact]
    public Task Folders_without_pictures() => Check(4, DamagedSets.Folders(folder));

    [Fact]
    public Task Truncated_models() => Check(10, DamagedModels.Truncated(folder, model.Zip, model.Onnx));

    [Fact]
    public Task Bit_flipped_models() => Check(20, DamagedModels.BitFlipped(folder, model.Zip, model.Onnx, WholeImage()));

    [Fact]
    public Task Files_that_are_no_models() => Check(16, DamagedModels.NoModels(folder, WholeImage()));

    [Fact]
    public Task Models_with_missing_foreign_and_escaping_parts() => Check(10, DamagedModels.ForeignParts(folder, model.Zip, WholeImage()));

    [Fact]
    public async Task Archives_with_upward_paths_links_and_wrong_content()
    {
        using var noData = new Variable("CIFAR_DATA", null);
        using var cache = new Variable("XDG_CACHE_HOME", null);
        await Check(14, DamagedArchives.All(folder), input => cache.Set(DamagedArchives.CacheOf(folder, input.Name)));
    }

    async Task Check(int atLeast, IEnumerable<DamagedInput> damaged, Action<DamagedInput>? before = null)
    {
        DamagedInput[] inputs = [.. damaged];
        Assert.True(inputs.Length >= atLeast, $"There are {inputs.Length} inputs.");
        var findings = new List<string>();
        foreach (DamagedInput input in inputs)
        {
            before?.Invoke(input);
            string[] files = Files();
            var run = await CliRun.Of([.. input.Arguments]);
            findings.AddRange(Findings(input, run).Select(finding => $"{input.Name}: {finding}\n    {run.Error.ReplaceLineEndings("\n    ")}"));
            findings.AddRange(Files().Except(files).Select(file => $"{input.Name}: left {file} behind"));
            findings.AddRange(files.Except(Files()).Select(file => $"{input.Name}: changed or removed {file}"));
        }

        Assert.False(File.Exists(DamagedArchives.Outside), $"{DamagedArchives.Outside} was written.");
        Assert.True(findings.Count == 0, $"{findings.Count} findings in {inputs.Length} inputs:\n{string.Join('\n', findings)}");
    }

    static IEnumerable<string> Findings(DamagedInput input, CliRun run)
    {
        string[] lines = run.Error.Split('\n');
        if (run.Code == 0)
        {
            if (!input.MayWork) yield return "was taken for a whole input";
            if (run.Output.Length == 0) yield return "ended well without an answer";
            yield break;
        }

        if (run.Code is not (1 or 2)) yield return $"ended with exit code {run.Code}";
        if (!lines.Any(line => line.StartsWith(ErrorPrefix, StringComparison.Ordinal))) yield return "ended without an error message";
        if (run.Error.Contains(Unforeseen, StringComparison.Ordinal)) yield return "ended in an error that nobody foresaw";
        if (lines.Any(line => line.StartsWith("   at ", StringComparison.Ordinal))) yield return "showed a stack trace";
    }

    // Names and sizes: what a failed command must not have changed.
    string[] Files() =>
        [.. Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories).Select(file => $"{Path.GetRelativePath(folder.Root, file)} ({new FileInfo(file).Length} bytes)")];

    string WholeImage() => folder.Write(DamagedImages.Sample("rgb8.png"), "whole.png");

    /// <summary>An environment variable of this process, set back at the end. Nothing else runs beside this collection.</summary>
    sealed class Variable : IDisposable
    {
        readonly string name;
        readonly string? original;

        public Variable(string name, string? value)
        {
            (this.name, original) = (name, Environment.GetEnvironmentVariable(name));
            Set(value);
        }

        public void Set(string? value) => Environment.SetEnvironmentVariable(name, value);

        public void Dispose() => Set(original);
    }
}
