using System.Text.Json;
using Cifar.Pipelines.Tests.Documentation;

namespace Cifar.Pipelines.Tests.Packaging;

/// <summary>What the packages of the nuget stack will depend on; told by the build itself, since a package source may lack those packages.</summary>
[Trait("Category", "Slow")]
public sealed class StackDependencyTests
{
    [Theory]
    [InlineData("Cifar.Models/Cifar.Models.csproj", "TorchSharp", "Microsoft.ML.OnnxRuntime")]
    [InlineData("Cifar.Distributed/Cifar.Distributed.csproj", "TorchSharp")]
    public void A_library_takes_the_managed_TorchSharp_and_leaves_libtorch_to_the_application(string project, params string[] expected)
    {
        string[] packages = References(project);
        Assert.All(expected, id => Assert.Contains(id, packages));
        Assert.DoesNotContain(packages, id => id.StartsWith("TorchSharp-", StringComparison.Ordinal));
    }

    [Fact]
    public void Pipelines_take_the_real_Microsoft_ML()
    {
        string[] packages = References("Cifar.Pipelines/Cifar.Pipelines.csproj");
        Assert.All(["Microsoft.ML", "Microsoft.ML.ImageAnalytics", "Microsoft.ML.OnnxTransformer", "Microsoft.Extensions.ML", "Microsoft.ML.OnnxRuntime"], id => Assert.Contains(id, packages));
    }

    [Theory]
    [InlineData("false", "TorchSharp-cpu", "Microsoft.ML.OnnxRuntime")]
    [InlineData("true", "TorchSharp-cuda-windows", "Microsoft.ML.OnnxRuntime.Gpu")]
    public void The_command_line_brings_a_libtorch(string gpu, params string[] expected)
    {
        string[] packages = References("samples/Cifar.Cli/Cifar.Cli.csproj", $"-p:Gpu={gpu}");
        Assert.All(expected, id => Assert.Contains(id, packages));
        Assert.DoesNotContain("TorchSharp", packages);
    }

    private static string[] References(string project, params string[] properties)
    {
        DotnetRun run = DotnetRun.In(Repository.Root, ["dotnet", "msbuild", project, "-nologo", "-nodeReuse:false", "-p:Stack=nuget", "-getItem:PackageReference", .. properties]).Succeeds();
        using var items = JsonDocument.Parse(run.Output);
        return [.. items.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
    }
}
