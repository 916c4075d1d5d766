using System.Reflection;
using System.Runtime.CompilerServices;

namespace Cifar.Pipelines.Tests.Api;

/// <summary>The portable stack is a subset of the real packages: what is public in it is public there, with the same signature.</summary>
public sealed class PortableApiTests
{
    public static readonly TheoryData<string> Assemblies =
    [
        "MlNetCifar.Portable.ML",
        "MlNetCifar.Portable.ML.ImageAnalytics",
        "MlNetCifar.Portable.ML.OnnxTransformer",
        "MlNetCifar.Portable.Extensions.ML",
        "MlNetCifar.Portable.TorchSharp",
    ];

    [SkippableTheory, MemberData(nameof(Assemblies))]
    public void What_is_public_is_what_the_list_says(string assembly)
    {
        var actual = ApiListing.Write(ApiListing.OfAssembly(Portable(assembly)));
        var path = ListOf(assembly);
        if (Environment.GetEnvironmentVariable("CIFAR_UPDATE_API_LISTS") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is not there. Run the tests once with CIFAR_UPDATE_API_LISTS=1 and look at what it writes.");
        var listed = File.ReadAllText(path);
        Assert.True(listed == actual, $"{path} differs from the assembly (- listed, + built). If the change is meant, run with CIFAR_UPDATE_API_LISTS=1.\n{Difference(listed, actual)}");
    }

    [SkippableTheory, MemberData(nameof(Assemblies))]
    public void Everything_listed_is_in_the_real_packages(string assembly)
    {
        var reference = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "reference", "api"));
        Skip.IfNot(Directory.Exists(reference), $"The real packages' signatures are not in {reference}.");
        Skip.IfNot(File.Exists(ListOf(assembly)), $"{ListOf(assembly)} is not there.");
        var real = Directory.GetFiles(reference, "*.txt").SelectMany(file => ApiListing.Parse(File.ReadLines(file)));
        var findings = ApiComparison.Superset(ApiListing.Parse(File.ReadLines(ListOf(assembly))), real).ToList();
        Assert.True(findings.Count == 0, $"{findings.Count} members of {assembly} are not in the real packages:\n{string.Join('\n', findings)}");
    }

    static Assembly Portable(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        Skip.IfNot(File.Exists(path), $"{name} is not part of this build: it uses the NuGet packages.");
        return Assembly.LoadFrom(path);
    }

    static string ListOf(string assembly) => Path.Combine(RepositoryRoot, "Cifar.Pipelines.Tests", "Api", "Lists", assembly + ".txt");

    static string RepositoryRoot { get; } = FindRoot(Path.GetDirectoryName(SourceFile())!);

    static string SourceFile([CallerFilePath] string path = "") => path;

    // A deterministic build may map the source path away; the output folder lies in the repository then.
    static string FindRoot(string compiledFrom)
    {
        foreach (var start in new[] { compiledFrom, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is { Exists: true }; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "MlNetCifar.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No MlNetCifar.sln above {compiledFrom} or {AppContext.BaseDirectory}.");
    }

    static string Difference(string listed, string actual)
    {
        // Members are unique only within their type, so each line is compared together with its header.
        var (before, after) = (Qualified(listed), Qualified(actual));
        return string.Join('\n', before.Except(after).Select(l => "- " + l).Concat(after.Except(before).Select(l => "+ " + l)));
    }

    static List<string> Qualified(string text) =>
        [.. ApiListing.Parse(text.Split('\n')).SelectMany(t => t.Members.Select(m => $"{t.Key}: {m}").Prepend(t.Header))];
}
