using System.Text.Json;

namespace Cifar.Pipelines.Tests.MachineLearning;

/// <summary>What scikit-learn and SciPy computed; made by benchmarks/peers/make_metric_fixtures.py.</summary>
sealed class ReferenceFixture(string file)
{
    readonly JsonElement _root = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", file))).RootElement;

    public T Get<T>(params string[] path) => path.Aggregate(_root, (element, name) => element.GetProperty(name)).Deserialize<T>()!;
}
