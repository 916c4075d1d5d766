using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes images of vectors of pixels.</summary>
public sealed class VectorToImageConvertingEstimator : TrivialEstimator<VectorToImageConvertingTransformer>
{
    internal VectorToImageConvertingEstimator(
        IHostEnvironment environment, (string Output, string Input) columns, ImageDataViewType type, PixelVectorOptions options, DefaultColor defaults)
        : base(
            environment.Register(nameof(VectorToImageConvertingEstimator)),
            new VectorToImageConvertingTransformer(environment, columns, type, options, defaults))
    { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        (string output, string input) = Transformer.Columns;
        ColumnChecks.Find(inputSchema, input, "known-size vector of type Single, Double or Byte", IsPixels);
        return inputSchema.With(new SchemaShape.Column(output, SchemaShape.Column.VectorKind.Scalar, Transformer.Type, isKey: false));
    }

    static bool IsPixels(SchemaShape.Column column) =>
        column.Kind == SchemaShape.Column.VectorKind.Vector && !column.IsKey
        && (column.ItemType == NumberDataViewType.Single || column.ItemType == NumberDataViewType.Double || column.ItemType == NumberDataViewType.Byte);
}
