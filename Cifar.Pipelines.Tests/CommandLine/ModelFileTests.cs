using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>Files that are no models.</summary>
public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("text.zip", "this is no model")]
    [InlineData("text.onnx", "this is no model")]
    [InlineData("empty.zip", "")]
    [InlineData("empty.onnx", "")]
    public async Task A_file_that_is_no_model_is_named(string name, string content)
    {
        string file = folder.Write(System.Text.Encoding.UTF8.GetBytes(content), name);
        Assert.Contains(file, (await CliRun.Of("info", file)).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains(file, (await CliRun.Of("evaluate", "--model", file, "--data", "synthetic:10,10", "--json")).FailsWith(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_model_and_a_folder_are_told_apart()
    {
        Assert.Contains("There is no model file", (await CliRun.Of("info", folder["model.zip"])).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains("is a folder", (await CliRun.Of("info", folder.Root)).FailsWith(1), StringComparison.Ordinal);
    }
}
