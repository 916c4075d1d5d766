using Cifar.Models.Networks;
using Microsoft.ML;

namespace Cifar.Pipelines.Trainers;

/// <summary>TorchSharp networks as trainers for <c>mlContext.MulticlassClassification.Trainers</c>.</summary>
public static class TorchTrainersCatalog
{
    /// <summary>Trains the network that the options name.</summary>
    /// <param name="catalog"><c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">Options are out of range, or there is no such network; all faults are named.</exception>
    public static TorchImageClassificationTrainer TorchImageClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TorchTrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new TorchImageClassificationTrainer(options ?? new TorchTrainerOptions());
    }

    /// <summary>Trains a small convolutional network of three stages; see <see cref="SimpleCnn"/>.</summary>
    /// <inheritdoc cref="TorchImageClassification"/>
    /// <param name="catalog"><c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">How to train; their <c>Network</c> plays no part. Null for the defaults.</param>
    public static TorchImageClassificationTrainer TorchCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TorchTrainerOptions? options = null) =>
        catalog.TorchImageClassification((options ?? new TorchTrainerOptions()) with { Network = SimpleCnn.CatalogName });
}
