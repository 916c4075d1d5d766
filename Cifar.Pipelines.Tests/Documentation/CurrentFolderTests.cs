namespace Cifar.Pipelines.Tests.Documentation;

/// <summary>Tests that change the current folder of the process run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CurrentFolderTests
{
    public const string Name = "current folder";
}
