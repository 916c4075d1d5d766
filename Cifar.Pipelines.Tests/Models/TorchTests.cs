namespace Cifar.Pipelines.Tests.Models;

/// <summary>Tests that depend on libtorch's random numbers and thread count, which belong to the whole process: one at a time, beside nothing else.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchTests
{
    public const string Name = "networks and training";
}
