using System.IO.Compression;
using System.Xml.Linq;
using Cifar.Pipelines.Tests.Documentation;

namespace Cifar.Pipelines.Tests.Packaging;

/// <summary>What is in the packages, and what they say of themselves.</summary>
[Collection(PackagingTests.Name)]
[Trait("Category", "Slow")]
public sealed class PackageContentTests(PackageFeed feed)
{
    public static TheoryData<string> Libraries =>
    [
        "MlNetCifar.Models", "MlNetCifar.Pipelines", "MlNetCifar.Distributed", "MlNetCifar.Portable.ML", "MlNetCifar.Portable.ML.ImageAnalytics", "MlNetCifar.Portable.ML.OnnxTransformer",
        "MlNetCifar.Portable.Extensions.ML", "MlNetCifar.Portable.TorchSharp", "MlNetCifar.Portable.OnnxRuntime",
    ];

    [SkippableTheory, MemberData(nameof(Libraries))]
    public void A_package_has_its_README_icon_licence_notices_and_the_guard_of_its_stack(string id)
    {
        string path = feed.PathOf(id);
        Skip.IfNot(File.Exists(path), $"{id} is not part of this stack.");
        using ZipArchive package = ZipFile.OpenRead(path);
        string[] names = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.All(["README.md", "icon.png", "LICENSE", "THIRD-PARTY-NOTICES.txt", $"buildTransitive/{id}.targets"], name => Assert.Contains(name, names));
        Assert.Contains(names, name => name.StartsWith("lib/net10.0/", StringComparison.Ordinal) && name.EndsWith(".dll", StringComparison.Ordinal));
        XElement metadata = Metadata(package, id);
        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.Equal("icon.png", Value(metadata, "icon"));
        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.NotEqual("Package Description", Value(metadata, "description"));
        Assert.True(File.Exists(feed.PathOf(id, "snupkg")), "There are no symbols.");
    }

    [Theory]
    [InlineData("MlNetCifar.Models", 100_000)]
    [InlineData("MlNetCifar.Pipelines", 100_000)]
    [InlineData("MlNetCifar.Distributed", 10_000)]
    public void Our_libraries_are_documented(string id, int bytes)
    {
        using ZipArchive package = ZipFile.OpenRead(feed.PathOf(id));
        Assert.Contains(package.Entries, entry => entry.FullName.EndsWith(".xml", StringComparison.Ordinal) && entry.FullName.StartsWith("lib/", StringComparison.Ordinal) && entry.Length > bytes);
    }

    [SkippableFact]
    public void Native_libraries_lie_where_NuGet_looks_for_them()
    {
        foreach (var (id, library) in new[] { ("Portable.ML.ImageAnalytics", "libmlnetcifar_images.so"), ("Portable.TorchSharp", "libmlnetcifar_torch.so"), ("Portable.OnnxRuntime", "libonnxruntime.so"), ("Distributed", "libmlnetcifar_c10d.so") })
        {
            string path = feed.PathOf($"MlNetCifar.{id}");
            Skip.IfNot(File.Exists(path), "The nuget stack takes them from the real packages.");
            using ZipArchive package = ZipFile.OpenRead(path);
            Assert.NotNull(package.GetEntry($"runtimes/linux-x64/native/{library}"));
            Assert.DoesNotContain(package.Entries, entry => entry.FullName.StartsWith("content", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_command_brings_each_trained_model_once()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.PathOf("MlNetCifar.Tool"));
        string[] models = [.. package.Entries.Select(entry => entry.FullName).Where(name => name.EndsWith(".onnx", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        string[] shipped = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "onnx"), "*.onnx").Select(path => $"tools/net10.0/any/onnx/{Path.GetFileName(path)}").Order(StringComparer.Ordinal)];
        Assert.Equal(shipped, models);
    }

    [Fact]
    public void Every_dependency_is_in_the_third_party_notices()
    {
        string notices = File.ReadAllText(Path.Combine(Repository.Root, "THIRD-PARTY-NOTICES.txt"));
        foreach (string id in new[] { "MlNetCifar.Models", "MlNetCifar.Pipelines", "MlNetCifar.Distributed" })
        {
            using ZipArchive package = ZipFile.OpenRead(feed.PathOf(id));
            Assert.All(
                Metadata(package, id).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value),
                dependency => Assert.True(dependency.StartsWith("MlNetCifar.", StringComparison.Ordinal) || notices.Contains(dependency, StringComparison.Ordinal), $"{dependency} is missing: run eng/third_party_notices.py."));
        }

        using ZipArchive tool = ZipFile.OpenRead(feed.PathOf("MlNetCifar.Tool"));
        Assert.All(
            tool.Entries.Select(entry => entry.Name).Where(name => name.EndsWith(".dll", StringComparison.Ordinal)).Select(name => name[..^4]),
            name => Assert.True(
                name.StartsWith("Cifar.", StringComparison.Ordinal) || name.StartsWith("MlNetCifar.", StringComparison.Ordinal) || name == "cifar" || notices.Contains(name, StringComparison.Ordinal),
                $"{name} is missing: run eng/third_party_notices.py."));
    }

    private static XElement Metadata(ZipArchive package, string id)
    {
        using Stream stream = package.GetEntry(id + ".nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().First(element => element.Name.LocalName == "metadata");
    }

    private static string? Value(XElement metadata, string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}
