using System.Globalization;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Documentation;

namespace Cifar.Pipelines.Tests.Packaging;

/// <summary>All packages of this build in a folder, under a version of their own, and places for applications that use them.</summary>
public sealed class PackageFeed : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PackageFeed()
    {
        // What the tests were built with is packed as it is.
        string[] layout = Artifacts() is { } artifacts ? ["-p:UseArtifactsOutput=true", $"-p:ArtifactsPath={artifacts}"] : [];
        DotnetRun.In(
            Repository.Root,
            ["dotnet", "msbuild", Path.Combine("eng", "pack.proj"), "-nologo", "-v:quiet", "-nodeReuse:false", "-p:NoBuild=true", "-p:Configuration=Release", $"-p:PackageVersion={Version}", $"-p:PackageOutputPath={Feed}", .. layout]).Succeeds();
        folder.Write(System.Text.Encoding.UTF8.GetBytes($"""<configuration><packageSources><add key="packed-here" value="{Feed}" /></packageSources></configuration>"""), "NuGet.config");
    }

    /// <summary>New in every run, so that no cache has it.</summary>
    public string Version { get; } = string.Create(CultureInfo.InvariantCulture, $"0.1.0-test.{DateTime.UtcNow.Ticks}");

    /// <summary>The folder with the packages, ending in a separator.</summary>
    public string Feed => folder["feed"] + Path.DirectorySeparatorChar;

    /// <summary>The file of a package.</summary>
    internal string PathOf(string id, string extension = "nupkg") => Path.Combine(Feed, $"{id}.{Version}.{extension}");

    /// <summary>A folder outside the checkout, whose packages come from here and from wherever the machine takes them.</summary>
    internal string Place(string name) => Directory.CreateDirectory(folder["apps", name]).FullName;

    /// <summary>Writes a project with references to packages: ours in this version, others as Directory.Packages.props has them.</summary>
    internal string Project(string name, string sdk, string properties, params string[] packages)
    {
        string place = Place(name);
        string references = string.Concat(packages.Select(id => $"""<PackageReference Include="{id}" Version="{VersionOf(id)}" />"""));
        File.WriteAllText(
            Path.Combine(place, name + ".csproj"),
            $"<Project Sdk=\"{sdk}\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings><InvariantGlobalization>true</InvariantGlobalization>{properties}</PropertyGroup><ItemGroup>{references}</ItemGroup></Project>");
        return place;
    }

    public void Dispose()
    {
        // The cache is the user's; what this run put there nobody else can want.
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string package in Directory.Exists(cache) ? Directory.EnumerateDirectories(cache, "mlnetcifar.*") : [])
        {
            if (Directory.Exists(Path.Combine(package, Version)))
            {
                Directory.Delete(Path.Combine(package, Version), recursive: true);
            }

            if (!Directory.EnumerateFileSystemEntries(package).Any())
            {
                Directory.Delete(package);
            }
        }

        folder.Dispose();
    }

    private string VersionOf(string id) => id.StartsWith("MlNetCifar.", StringComparison.Ordinal)
        ? Version
        : System.Xml.Linq.XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion").First(one => (string?)one.Attribute("Include") == id).Attribute("Version")!.Value;

    // .../bin/Cifar.Pipelines.Tests/release of a build with --artifacts-path.
    private static string? Artifacts()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return output.Parent is { Name: "Cifar.Pipelines.Tests", Parent: { Name: "bin", Parent: { } artifacts } } ? artifacts.FullName : null;
    }
}

/// <summary>Packing costs some time: the tests of packages share one feed.</summary>
[CollectionDefinition(Name)]
public sealed class PackagingTests : ICollectionFixture<PackageFeed>
{
    public const string Name = "packages";
}
