using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Data;

/// <summary>Reads the files whose paths are in a text column, as images or as bytes.</summary>
public sealed class ImageLoadingEstimator : TrivialEstimator<ImageLoadingTransformer>
{
    internal ImageLoadingEstimator(IHostEnvironment environment, string? imageFolder, bool decode, (string Output, string Input) columns)
        : base(environment.Register(nameof(ImageLoadingEstimator)), new ImageLoadingTransformer(environment, imageFolder, decode, columns)) { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        (string output, string input) = Transformer.Columns;
        ColumnChecks.Find(inputSchema, input, "String", column => column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType is TextDataViewType);
        return inputSchema.With(Transformer.Decodes
            ? new SchemaShape.Column(output, SchemaShape.Column.VectorKind.Scalar, new ImageDataViewType(), isKey: false)
            : new SchemaShape.Column(output, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Byte, isKey: false));
    }
}
