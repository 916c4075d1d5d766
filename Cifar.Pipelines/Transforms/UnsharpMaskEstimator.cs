using Cifar.Models.Onnx;
using Cifar.Pipelines.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Transforms;

/// <summary>Sharpens pictures; see <see cref="ImageTransformsCatalog.UnsharpMask"/>.</summary>
public sealed class UnsharpMaskEstimator : IEstimator<ITransformer>
{
    private readonly string outputColumnName;
    private readonly string inputColumnName;
    private readonly SharpeningKernel kernel;

    internal UnsharpMaskEstimator(string outputColumnName, string inputColumnName, SharpeningKernel kernel)
    {
        this.outputColumnName = outputColumnName;
        this.inputColumnName = inputColumnName;
        this.kernel = kernel;
    }

    /// <summary>Learns the picture size of the input column.</summary>
    /// <param name="input">Data with the input column; no row is read.</param>
    /// <returns>The transform.</returns>
    /// <exception cref="ArgumentException">The column is missing or holds no pictures.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var source = PixelColumn.Find(input.Schema, inputColumnName);
        ITransformer sharpen = new RowMappingTransformer(schema => new UnsharpMaskMapper(schema, outputColumnName, inputColumnName, kernel));
        var live = source.IsImage && source.HasKnownSize ? PictureSize.Fix(source, input, sharpen) : sharpen;
        return new SavedAsTransformer(live, () => SavedUnsharpMask.Create(source, outputColumnName, kernel));
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        new MLContext().Transforms.CopyColumns(outputColumnName, inputColumnName).GetOutputSchema(inputSchema);
}
