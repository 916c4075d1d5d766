namespace Cifar.Pipelines.Tests.Serving;

/// <summary>Tests that share the models, and run one after the other: each of them keeps all cores busy.</summary>
[CollectionDefinition(Name)]
public sealed class ServingTests : ICollectionFixture<ServingModels>
{
    public const string Name = "serving";
}
