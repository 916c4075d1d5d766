using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Brings images to one size.</summary>
[SuppressMessage("Design", "CA1034", Justification = "The nesting is part of the API this one follows.")]
public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    internal ImageResizingEstimator(IHostEnvironment environment, (string Output, string Input) columns, ResizeOptions options)
        : base(environment.Register(nameof(ImageResizingEstimator)), new ImageResizingTransformer(environment, columns, options)) { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        (string output, string input) = Transformer.Columns;
        ColumnChecks.FindImage(inputSchema, input);
        return inputSchema.With(new SchemaShape.Column(output, SchemaShape.Column.VectorKind.Scalar, Transformer.Options.Type, isKey: false));
    }

    /// <summary>What gives way when the aspect ratio of an image is another than the target's.</summary>
    [SuppressMessage("Design", "CA1028", Justification = "The type is part of the API this one follows.")]
    public enum ResizingKind : byte
    {
        /// <summary>Nothing: bands fill the rest.</summary>
        IsoPad = 0,

        /// <summary>What does not fit is cut off.</summary>
        IsoCrop = 1,

        /// <summary>The aspect ratio.</summary>
        Fill = 2,
    }

    /// <summary>What is kept when an image is cropped.</summary>
    [SuppressMessage("Design", "CA1028", Justification = "The type is part of the API this one follows.")]
    public enum Anchor : byte
    {
        Right = 0,
        Left = 1,
        Top = 2,
        Bottom = 3,
        Center = 4,
    }
}
