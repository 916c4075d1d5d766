using System.Text;
using Cifar.Cli.Verbs;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Comparison;

public sealed class RunConfigurationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Transfers_are_runs_of_one_pipeline_only_with_as_many_images_and_the_same_backbone_file()
    {
        string Pipeline(int images, string hash, int seed) => PipelineOf(
            $$$"""{"net":"small-softmax","backbone":"small","backboneSha256":"{{{hash}}}","data":"cifar100","images":{{{images}}},"options":{"seed":{{{seed}}},"imageSize":160}}""");
        string first = Pipeline(50_000, "aa", 1);
        Assert.Equal(first, Pipeline(50_000, "aa", 2));
        Assert.NotEqual(first, Pipeline(500, "aa", 1));
        Assert.NotEqual(first, Pipeline(50_000, "bb", 1));
    }

    private string PipelineOf(string run)
    {
        folder.Write(Encoding.UTF8.GetBytes(run), "run.json");
        return RunConfiguration.Beside(folder["model.onnx"])!.Pipeline;
    }
}
