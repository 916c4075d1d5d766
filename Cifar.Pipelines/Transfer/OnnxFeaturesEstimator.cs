using Cifar.Models.Transfer;
using Cifar.Pipelines.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Transfer;

/// <summary>Turns normalised pixels into the features of a backbone, by ML.NET's own ONNX transformer, so that it saves and loads like any other.</summary>
public sealed class OnnxFeaturesEstimator : IEstimator<ITransformer>
{
    private readonly string outputColumnName;
    private readonly string inputColumnName;
    private readonly Backbone backbone;
    private readonly FeatureOptions options;

    internal OnnxFeaturesEstimator(string outputColumnName, string inputColumnName, Backbone backbone, FeatureOptions options)
    {
        options.Validate();
        this.outputColumnName = outputColumnName;
        this.inputColumnName = inputColumnName;
        this.backbone = backbone;
        this.options = options;
    }

    /// <summary>Learns the size of the pictures and reads the backbone.</summary>
    /// <param name="input">Data with the input column: float32 <c>[3, H, W]</c>, normalised as the backbone wants it.</param>
    /// <returns>The transformer.</returns>
    /// <exception cref="ArgumentException">The column is missing, of the wrong type or not normalised for the backbone.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column column = FeatureColumn.Find(input.Schema, inputColumnName);
        TransferImages.CheckPreprocessing(column, backbone);
        var (height, width) = FeatureColumn.SizeOf(column);
        return Estimator(height, width).Fit(input);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Estimator(options.ImageSize, options.ImageSize).GetOutputSchema(inputSchema);

    private IEstimator<ITransformer> Estimator(int height, int width)
    {
        using var onnx = new MemoryStream(new FeatureExtractor(backbone, options).ToOnnx(height, width, inputColumnName, outputColumnName));
        return new MLContext().Transforms.ApplyOnnxModel(outputColumnName, inputColumnName, onnx);
    }
}
