using Cifar.Models.Transfer;
using Microsoft.ML;

namespace Cifar.Pipelines.Transfer;

/// <summary>Pretrained ONNX backbones for <c>mlContext.Transforms</c> and <c>mlContext.MulticlassClassification.Trainers</c>.</summary>
public static class OnnxTransferCatalog
{
    /// <summary>Turns normalised pixels into the features of a backbone.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">Where the features go: a vector of float32.</param>
    /// <param name="inputColumnName">Pixels, float32 <c>[3, H, W]</c>, from <c>NormalizePixels</c> with the backbone's normalisation.</param>
    /// <param name="backbone">The backbone, from <see cref="BackboneCatalog.Open"/> or <see cref="Backbone.FromFile"/>.</param>
    /// <param name="options">Size and filter; null for the defaults.</param>
    /// <returns>An estimator that learns nothing but the picture size.</returns>
    public static OnnxFeaturesEstimator OnnxFeatures(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName, Backbone backbone, FeatureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        ArgumentException.ThrowIfNullOrWhiteSpace(inputColumnName);
        ArgumentNullException.ThrowIfNull(backbone);
        return new OnnxFeaturesEstimator(outputColumnName, inputColumnName, backbone, options ?? new FeatureOptions());
    }

    /// <summary>Adapts a pretrained backbone to the classes of the data.</summary>
    /// <param name="catalog"><c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">Which backbone and how; null for the defaults.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">Options are out of range; all faults are named.</exception>
    /// <exception cref="IOException">The backbone is not there and cannot be downloaded; the message says which file to put where.</exception>
    public static OnnxTransferTrainer OnnxTransfer(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, OnnxTransferOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new OnnxTransferTrainer(options ?? new OnnxTransferOptions());
    }

    /// <summary>As ML.NET's own trainer of that name, with any ONNX backbone, heads trained to convergence, fine-tuning, and a model that can be written as ONNX.</summary>
    /// <param name="catalog"><c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">Which backbone and how.</param>
    /// <returns>The estimator, from pictures to probabilities.</returns>
    /// <exception cref="ArgumentException">Options are out of range; all faults are named.</exception>
    public static ImageClassificationEstimator ImageClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, ImageClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ImageClassificationEstimator(options);
    }
}
