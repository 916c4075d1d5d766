using Cifar.ApiReference;

namespace Cifar.Pipelines.Tests.Documentation;

public sealed class ApiReferenceTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "api");

    [Fact]
    public void The_API_reference_is_that_of_the_assemblies()
    {
        var pages = ReferencePages.Write();
        if (Environment.GetEnvironmentVariable("CIFAR_UPDATE_API_REFERENCE") == "1")
        {
            ReferencePages.Save(pages, Folder);
            return;
        }

        string[] listed = Directory.Exists(Folder) ? [.. Directory.GetFiles(Folder, "*.md").Select(path => Path.GetFileName(path))] : [];
        var stale = pages.Keys.Union(listed).Where(name => !listed.Contains(name) || !pages.TryGetValue(name, out string? text) || File.ReadAllText(Path.Combine(Folder, name)) != text);
        Assert.True(!stale.Any(), $"docs/api is not what the assemblies say: {string.Join(", ", stale.Order())}. Run `dotnet run --project eng/ApiReference -- docs/api`.");
    }
}
