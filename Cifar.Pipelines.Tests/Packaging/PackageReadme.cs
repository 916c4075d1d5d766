using Cifar.Pipelines.Tests.Documentation;

namespace Cifar.Pipelines.Tests.Packaging;

/// <summary>The programs in a package's README, as its readers will copy them.</summary>
internal static class PackageReadme
{
    public static string Program(string project, int index)
    {
        string[] parts = File.ReadAllText(Path.Combine(Repository.Root, project, "PACKAGE.md")).Split("```csharp\n");
        Assert.True(parts.Length > index + 1, $"{project}/PACKAGE.md has {parts.Length - 1} programs.");
        return parts[index + 1].Split("```")[0];
    }
}
