using Cifar.Pipelines.Data;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Transfer;

/// <summary>From pictures to a classifier: normalises them as the backbone wants it and adapts the backbone.</summary>
public sealed class ImageClassificationEstimator : IEstimator<TransformerChain<ImageClassificationTransformer>>
{
    private readonly ImageClassificationOptions options;

    internal ImageClassificationEstimator(ImageClassificationOptions options)
    {
        options.ToTransferOptions().Validate();
        this.options = options;
    }

    /// <summary>Trains.</summary>
    /// <param name="input">Pictures and classes in the columns the options name.</param>
    /// <returns>The model, from pictures to probabilities.</returns>
    /// <exception cref="ArgumentException">A column is missing or of the wrong type, or the pictures cannot be learnt from.</exception>
    public TransformerChain<ImageClassificationTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        OnnxTransferOptions transfer = options.ToTransferOptions();
        try
        {
            return Chain(transfer, input).Fit(input);
        }
        finally
        {
            if (!options.ReuseTrainSetBottleneckCachedValues && Directory.Exists(transfer.CacheFolder))
            {
                Directory.Delete(transfer.CacheFolder, recursive: true);
            }
        }
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Chain(options.ToTransferOptions(), null).GetOutputSchema(inputSchema);

    private EstimatorChain<ImageClassificationTransformer> Chain(OnnxTransferOptions transfer, IDataView? input)
    {
        var ml = new MLContext();
        Models.Transfer.Backbone backbone = Models.Transfer.BackboneCatalog.Default.Open(transfer.Backbone);
        NormalizePixelsEstimator normalize = ml.Transforms.NormalizePixels(ColumnNames.Features, options.FeatureColumnName, backbone.Normalization);
        IDataView? validation = input is null || options.ValidationSet is not { } set ? null : normalize.Fit(input).Transform(set);
        return new EstimatorChain<ITransformer>().Append(normalize).Append(new OnnxTransferTrainer(transfer, validation));
    }
}
