using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>One short training through the command line, shared by the tests that need a model.</summary>
public sealed class TrainedRun : IAsyncLifetime, IDisposable
{
    public const string Data = "synthetic:600,200";

    private readonly TemporaryFolder folder = new();

    internal CliRun Training { get; private set; } = null!;

    /// <summary>What the training left in its folder.</summary>
    public string[] Left { get; private set; } = [];

    public string Folder => folder["run"];

    public string Zip => folder["run", "model.zip"];

    public string Onnx => folder["run", "model.onnx"];

    /// <summary>Three pictures of known classes.</summary>
    public string[] Pictures => [.. Directory.EnumerateFiles(folder["pictures", "test"], "*.png", SearchOption.AllDirectories).Order().Take(3)];

    public async Task InitializeAsync()
    {
        Training = await CliRun.Of("train", "--net", "simple-cnn", "--data", Data, "--epochs", "2", "--batch", "50", "--validation", "0.2", "--seed", "7", "--out", Folder, "--json");
        Left = [.. Directory.GetFileSystemEntries(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        await CliRun.Of("data", "export", "--data", "synthetic:100,100", "--out", folder["pictures"]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => folder.Dispose();
}
