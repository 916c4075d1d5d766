using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Takes the colour out of images.</summary>
public sealed class ImageGrayscalingEstimator : TrivialEstimator<ImageGrayscalingTransformer>
{
    internal ImageGrayscalingEstimator(IHostEnvironment environment, (string Output, string Input) columns)
        : base(environment.Register(nameof(ImageGrayscalingEstimator)), new ImageGrayscalingTransformer(environment, columns)) { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        (string output, string input) = Transformer.Columns;
        SchemaShape.Column column = ColumnChecks.FindImage(inputSchema, input);
        return inputSchema.With(new SchemaShape.Column(output, column.Kind, column.ItemType, column.IsKey, column.Annotations));
    }
}
