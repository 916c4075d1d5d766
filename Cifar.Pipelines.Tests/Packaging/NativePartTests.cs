using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Documentation;

namespace Cifar.Pipelines.Tests.Packaging;

/// <summary>A library with a native part, built in a folder of its own by the files that build ours.</summary>
[Trait("Category", "Slow")]
public sealed class NativePartTests : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
            <NativePart Include="libpart.so" />
          </ItemGroup>
        </Project>
        """;

    private static readonly DateTime Compiled = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder folder = new();

    public NativePartTests()
    {
        foreach (string pattern in new[] { "Directory.*.props", "Directory.*.targets", "NuGet.config", "global.json", "eng/*.props", "eng/*.targets" })
        {
            foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, Path.GetDirectoryName(pattern)!), Path.GetFileName(pattern)))
            {
                folder.Write(File.ReadAllBytes(file), Path.GetRelativePath(Repository.Root, file));
            }
        }

        Directory.CreateDirectory(folder["eng", "onnxruntime", "node_modules", "com.github.asus4.onnxruntime"]);
        File.WriteAllText(folder.Write([], "Part", "Part.csproj"), Project);
        Written(Compiled.AddDays(-1), "Part", "native", "part.cpp");
        Written(Compiled.AddDays(-1), "eng", "native", "shared.h");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_native_part_that_is_missing_or_older_than_its_sources_stops_the_build()
    {
        Refused("-restore");

        string[] library = ["artifacts", "native", "linux-x64", "libpart.so"];
        Written(Compiled, library);
        Build().Succeeds();
        Assert.True(File.Exists(folder["Part", "bin", "Debug", "net10.0", "runtimes", "linux-x64", "native", "libpart.so"]));

        Written(Compiled.AddHours(1), "Part", "native", "part.cpp");
        Refused();

        Written(Compiled.AddHours(2), library);
        Written(Compiled.AddHours(3), "eng", "native", "shared.h");
        Refused();

        Written(Compiled.AddHours(4), library);
        Build().Succeeds();
    }

    private void Refused(params string[] options)
    {
        string error = Build(options).Fails();
        Assert.Contains("error MLNC002", error, StringComparison.Ordinal);
        Assert.Contains("libpart.so is missing or older than its sources", error, StringComparison.Ordinal);
        Assert.Contains("Run eng/setup.sh", error, StringComparison.Ordinal);
    }

    private DotnetRun Build(params string[] options) =>
        DotnetRun.In(folder["Part"], ["dotnet", "msbuild", "-nologo", "-v:quiet", "-nodeReuse:false", "-p:Stack=portable", "-p:RunAnalyzers=false", .. options]);

    private void Written(DateTime when, params string[] parts) => File.SetLastWriteTimeUtc(folder.Write([], parts), when);
}
