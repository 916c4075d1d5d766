using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Transfer;

/// <summary>Adapts a pretrained ONNX backbone to labelled images and delivers an ordinary ML.NET transformer with ONNX inside.</summary>
public sealed class OnnxTransferTrainer : IEstimator<ImageClassificationTransformer>
{
    private readonly OnnxTransferOptions options;
    private readonly IDataView? validation;

    internal OnnxTransferTrainer(OnnxTransferOptions options, IDataView? validation = null)
    {
        options.Validate();
        this.options = options;
        this.validation = validation;
        Backbone = BackboneCatalog.Default.Open(options.Backbone, null, options.CancellationToken);
    }

    /// <summary>The backbone; its <c>Normalization</c> is what <c>NormalizePixels</c> needs.</summary>
    public Backbone Backbone { get; }

    /// <summary>What the last <see cref="Fit"/> reached; null before. Its network is disposed.</summary>
    public TransferResult? Result { get; private set; }

    /// <summary>Trains.</summary>
    /// <param name="input">Images and classes in the columns the options name.</param>
    /// <returns>The model; dispose it to free its ONNX session.</returns>
    /// <exception cref="ArgumentException">A column is missing, of the wrong type or not normalised for the backbone, or the images cannot be learnt from.</exception>
    /// <exception cref="BackboneException">The backbone cannot take that image size.</exception>
    public ImageClassificationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        LabeledImages Read(IDataView view) => TransferImages.Read(view, options.FeatureColumnName, options.LabelColumnName, Backbone, options.CancellationToken);
        var trainer = new TransferTrainer(Backbone, options);
        using TransferResult result = validation is null
            ? trainer.Fit(Read(input), options.Progress, options.CancellationToken)
            : trainer.Fit(Read(input), Read(validation), options.Progress, options.CancellationToken);
        Result = result;
        byte[] fromFeatures = OnnxExport.ExportWithoutPreprocessing(result.Network, result.Description, options.FeatureColumnName, ColumnNames.Score);
        return new ImageClassificationTransformer(fromFeatures, options.FeatureColumnName, ColumnNames.Score, result.ToOnnx(), null);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => new TorchImageClassificationTrainer(
        new TorchTrainerOptions { FeatureColumnName = options.FeatureColumnName, LabelColumnName = options.LabelColumnName }).GetOutputSchema(inputSchema);
}
