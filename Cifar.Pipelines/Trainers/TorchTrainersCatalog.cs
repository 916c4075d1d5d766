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

    /// <summary>Trains a network of one's own.</summary>
    /// <param name="catalog"><c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="createNetwork">
    /// Makes the network from the number of outputs, and the height and width of the images in pixels: an <see cref="ImageNetwork"/> of one's own, or a
    /// <see cref="CustomNetwork"/> around any module. The trainer disposes it. Called by every <c>Fit</c>, after TorchSharp's seed is set.
    /// </param>
    /// <param name="options">How to train; their <c>Network</c> plays no part. Null for the defaults.</param>
    /// <param name="recipe">What the options leave open; null for the defaults.</param>
    /// <returns>The trainer. Its <c>Fit</c> throws <see cref="Cifar.Models.Onnx.UnsupportedLayerException"/> before any training where the network cannot be delivered.</returns>
    /// <exception cref="ArgumentException">Options are out of range; all faults are named.</exception>
    public static TorchImageClassificationTrainer TorchImageClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        Func<int, int, int, ImageNetwork> createNetwork,
        TorchTrainerOptions? options = null,
        TrainingRecipe? recipe = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(createNetwork);
        var entry = new NetworkEntry("This network", "A network of one's own.", recipe ?? new TrainingRecipe(), createNetwork);
        return new TorchImageClassificationTrainer(options ?? new TorchTrainerOptions(), entry);
    }

    /// <summary>Trains a small convolutional network of three stages; see <see cref="SimpleCnn"/>.</summary>
    /// <inheritdoc cref="TorchImageClassification(MulticlassClassificationCatalog.MulticlassClassificationTrainers, TorchTrainerOptions)"/>
    /// <param name="catalog"><c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">How to train; their <c>Network</c> plays no part. Null for the defaults.</param>
    public static TorchImageClassificationTrainer TorchCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TorchTrainerOptions? options = null) =>
        catalog.Named(SimpleCnn.CatalogName, options);

    /// <summary>Trains a network made to learn in a few epochs; see <see cref="SpeedNet"/>.</summary>
    /// <inheritdoc cref="TorchCnn" path="/*[not(self::summary)]"/>
    public static TorchImageClassificationTrainer TorchSpeedNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TorchTrainerOptions? options = null) =>
        catalog.Named(SpeedNet.CatalogName, options);

    /// <summary>Trains four convolutions with batch norm and two hidden layers; see <see cref="VanillaCnn"/>.</summary>
    /// <inheritdoc cref="TorchCnn" path="/*[not(self::summary)]"/>
    public static TorchImageClassificationTrainer TorchVanillaCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TorchTrainerOptions? options = null) =>
        catalog.Named(VanillaCnn.CatalogName, options);

    /// <summary>Trains four depthwise separable convolutions with batch norm and two hidden layers; see <see cref="DepthwiseCnn"/>.</summary>
    /// <inheritdoc cref="TorchCnn" path="/*[not(self::summary)]"/>
    public static TorchImageClassificationTrainer TorchDepthwiseCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TorchTrainerOptions? options = null) =>
        catalog.Named(DepthwiseCnn.CatalogName, options);

    /// <summary>Trains sixteen convolutions with DropBlock; see <see cref="DropBlockResNet"/>. <see cref="Cifar.Models.Training.TrainingOptions.Width"/> scales it.</summary>
    /// <inheritdoc cref="TorchCnn" path="/*[not(self::summary)]"/>
    public static TorchImageClassificationTrainer TorchDropBlockResNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TorchTrainerOptions? options = null) =>
        catalog.Named(DropBlockResNet.CatalogName, options);

    /// <summary>Trains a residual network; see <see cref="ResNet"/>.</summary>
    /// <inheritdoc cref="TorchCnn" path="/*[not(self::summary)]"/>
    /// <param name="catalog"><c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">How to train; their <c>Network</c> plays no part. Null for the defaults.</param>
    /// <param name="depth">18, 34 or 50.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no network of that depth.</exception>
    public static TorchImageClassificationTrainer TorchResNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TorchTrainerOptions? options = null, int depth = 18) =>
        catalog.Named(ResNet.NameOf(depth), options);

    /// <summary>Trains a wide residual network; see <see cref="WideResNet"/>.</summary>
    /// <inheritdoc cref="TorchCnn" path="/*[not(self::summary)]"/>
    /// <param name="catalog"><c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">How to train; their <c>Network</c> plays no part. Null for the defaults.</param>
    /// <param name="depth">Layers: 10, 16, 22, 28 and so on, to 100.</param>
    /// <param name="widening">Factor on the channels, 1 to 20.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static TorchImageClassificationTrainer TorchWideResNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TorchTrainerOptions? options = null, int depth = 16, int widening = 4)
    {
        WideResNet.NameOf(depth, widening);
        TrainingRecipe recipe = NetworkCatalog.Find(WideResNet.NameOf(16, 4)).Recipe;
        return catalog.TorchImageClassification((classes, height, width) => new WideResNet(depth, widening, classes, height, width), options, recipe);
    }

    private static TorchImageClassificationTrainer Named(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, string network, TorchTrainerOptions? options) =>
        catalog.TorchImageClassification((options ?? new TorchTrainerOptions()) with { Network = network });
}
