using Cifar.Models.Onnx;
using Cifar.Pipelines.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Transforms;

/// <summary>Turns pictures into network inputs; see <see cref="ImageTransformsCatalog.NormalizePixels(TransformsCatalog, string, string?, PixelRange)"/>.</summary>
public sealed class NormalizePixelsEstimator : IEstimator<ITransformer>
{
    private readonly string outputColumnName;
    private readonly string inputColumnName;
    private readonly PixelNormalization normalization;

    internal NormalizePixelsEstimator(string outputColumnName, string inputColumnName, PixelNormalization normalization)
    {
        this.outputColumnName = outputColumnName;
        this.inputColumnName = inputColumnName;
        this.normalization = normalization;
    }

    /// <summary>Learns the picture size of the input column.</summary>
    /// <param name="input">Data with the input column; no row is read.</param>
    /// <returns>The transform.</returns>
    /// <exception cref="ArgumentException">The column is missing, holds no pictures, or its size is not known.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var source = PixelColumn.Find(input.Schema, inputColumnName);
        if (!source.HasKnownSize)
        {
            throw new ArgumentException(
                $"The pictures in column '{inputColumnName}' have no fixed size, but a network needs one. "
                + $"Put ml.Transforms.ResizeImages(\"{inputColumnName}\", width, height) before NormalizePixels.", nameof(input));
        }

        ITransformer normalize = new RowMappingTransformer(schema => new NormalizePixelsMapper(schema, outputColumnName, inputColumnName, normalization));
        var live = source.IsImage ? PictureSize.Fix(source, input, normalize) : normalize;
        return new SavedAsTransformer(live, () => SavedNormalizePixels.Create(source, outputColumnName, normalization));
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var transforms = new MLContext().Transforms;
        bool isImage = inputSchema.Any(column => column.Name == inputColumnName && column.Kind == SchemaShape.Column.VectorKind.Scalar);
        return isImage
            ? transforms.ExtractPixels(outputColumnName, inputColumnName).GetOutputSchema(inputSchema)
            : transforms.Conversion.ConvertType(outputColumnName, inputColumnName).GetOutputSchema(inputSchema);
    }
}
