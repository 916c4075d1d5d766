using Cifar.Models.Data;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Reports;

/// <summary>Does sharpening help a small network on few images? Two short trainings, evaluated on all test images, compared and reported once for all tests.</summary>
public sealed class RealComparison : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public string Plain => folder["plain"];

    public string Sharpened => folder["sharpened"];

    /// <summary>The page of the comparison, and those of the runs.</summary>
    public string[] Pages => [folder["out", "report.html"], folder["out", "plain", "report.html"], folder["out", "sharpened", "report.html"]];

    public static void SkipWithoutImages() =>
        Skip.If(Cifar100.Find() is null, "CIFAR-100 is neither in $CIFAR_DATA nor in the user cache (get it with: cifar data get).");

    public async Task InitializeAsync()
    {
        if (Cifar100.Find() is null)
        {
            return;
        }

        foreach (var (run, sharpen) in new[] { (Plain, "--no-sharpen"), (Sharpened, "--sharpen") })
        {
            (await CliRun.Of("train", "--net", "simple-cnn", "--data", "cifar100", "--limit", "500", "--epochs", "1", "--batch", "50", "--threads", "1", "--seed", "1", sharpen, "--out", run)).Succeeds();
            (await CliRun.Of("evaluate", "--model", Path.Combine(run, "model.onnx"), "--data", "cifar100")).Succeeds();
        }

        (await CliRun.Of("report", Plain, Sharpened, "--data", "cifar100", "--out", folder["out"])).Succeeds();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => folder.Dispose();
}
