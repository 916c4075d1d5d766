using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace Cifar.Pipelines.Trainers;

/// <summary>Trains a TorchSharp network on labelled images and delivers it as an ordinary ML.NET transformer with ONNX inside.</summary>
/// <remarks>Reads its data once, into memory: as bytes where they come from <c>NormalizePixels</c>, else as float32.</remarks>
public sealed class TorchImageClassificationTrainer : IEstimator<ImageClassificationTransformer>
{
    private readonly TorchTrainerOptions options;

    private readonly NetworkEntry? ownNetwork;

    // ownNetwork: what to train in place of the network that the options name.
    internal TorchImageClassificationTrainer(TorchTrainerOptions options, NetworkEntry? ownNetwork = null)
    {
        options.Validate();
        if (ownNetwork is null)
        {
            NetworkCatalog.Find(options.Network);
        }

        this.options = options;
        this.ownNetwork = ownNetwork;
    }

    /// <summary>Trains.</summary>
    /// <param name="input">Images and classes in the columns the options name.</param>
    /// <returns>The model with the best weights; dispose it to free its ONNX session.</returns>
    /// <exception cref="ArgumentException">A column is missing or of the wrong type, or the images cannot be learnt from.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number; the receiver disposes its <c>Best</c>.</exception>
    public ImageClassificationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var examples = TrainingExamples.Read(input, options);
        using var trained = Train(examples);
        var description = new ModelDescription(
            examples.Labels, examples.Preprocessing ?? new Preprocessing(null, PixelNormalization.None), trained.Network.Name, examples.Data.Height, examples.Data.Width,
            Training: trained.Summary);
        byte[] FromFeatures() => OnnxExport.ExportWithoutPreprocessing(trained.Network, description, options.FeatureColumnName, ColumnNames.Score);
        var fromFeatures = FromFeatures();
        TemperatureFit? calibration = examples.HeldOut?.Fit(fromFeatures);
        if (calibration is not null)
        {
            description = description with { Temperature = calibration.Factor, Threshold = calibration.Threshold };
            fromFeatures = FromFeatures();
        }

        var fromPixels = examples.Preprocessing is null ? null : OnnxExport.Export(trained.Network, description);
        return new ImageClassificationTransformer(fromFeatures, options.FeatureColumnName, ColumnNames.Score, fromPixels, trained.History) { Calibration = calibration };
    }

    private TrainedNetwork Train(TrainingExamples examples)
    {
        var data = examples.Data;
        var trainer = new Trainer(options, options.Group);
        ITrainingObserver[] observers = [.. options.Observers, .. Progress()];
        if (ownNetwork is null)
        {
            return trainer.Fit(data, observers, options.CancellationToken);
        }

        torch.random.manual_seed(options.Seed);
        var network = ownNetwork.Build(new() { Heads = options.Heads, Width = options.Width }, examples.Labels, data.Height, data.Width);
        return trainer.Fit(network, ownNetwork.Recipe, data, observers, options.CancellationToken);
    }

    private ITrainingObserver[] Progress() => options.Progress is { } receiver ? [new ProgressObserver(receiver)] : [];

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var ml = new MLContext();
        // ML.NET's own trainers check the input columns and know the shapes of score and predicted label; a custom mapping knows those of texts.
        var scored = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(options.LabelColumnName, options.FeatureColumnName).GetOutputSchema(inputSchema);
        return ml.Transforms.CustomMapping<NoColumns, TextColumns>(static (_, _) => { }, null).GetOutputSchema(scored);
    }

    private sealed class NoColumns;

    private sealed class TextColumns
    {
        [ColumnName(ColumnNames.PredictedClass)]
        public string PredictedClass { get; set; } = "";

        [ColumnName(ColumnNames.ModelDescription)]
        public string ModelDescription { get; set; } = "";
    }
}
