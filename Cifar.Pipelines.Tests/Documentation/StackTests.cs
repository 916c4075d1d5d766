using System.Diagnostics;

namespace Cifar.Pipelines.Tests.Documentation;

[Trait("Category", "Slow")]
public sealed class StackTests
{
    [Theory]
    [InlineData("Stack=conda", "'portable'", "'nuget'")]
    [InlineData("Gpu=maybe", "'true'", "'false'")]
    public void A_wrong_property_is_a_build_error_that_names_the_right_ones(string property, params string[] expected)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(Repository.Root, "Cifar.Models"), "-t:CheckStack", "-nologo", "-nodeReuse:false", $"-p:{property}"])
        {
            RedirectStandardOutput = true,
        };
        using var build = Process.Start(start)!;
        string output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        Assert.NotEqual(0, build.ExitCode);
        Assert.All(expected, word => Assert.Contains(word, output));
    }
}
