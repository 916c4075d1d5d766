using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes vectors of the pixels of images.</summary>
[SuppressMessage("Design", "CA1034", Justification = "The nesting is part of the API this one follows.")]
public sealed class ImagePixelExtractingEstimator : TrivialEstimator<ImagePixelExtractingTransformer>
{
    internal ImagePixelExtractingEstimator(IHostEnvironment environment, (string Output, string Input) columns, PixelVectorOptions options, bool asFloats)
        : base(environment.Register(nameof(ImagePixelExtractingEstimator)), new ImagePixelExtractingTransformer(environment, columns, options, asFloats)) { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        (string output, string input) = Transformer.Columns;
        ColumnChecks.FindImage(inputSchema, input);
        return inputSchema.With(new SchemaShape.Column(output, SchemaShape.Column.VectorKind.Vector, Transformer.ItemType, isKey: false));
    }

    /// <summary>The colours that a vector holds.</summary>
    [Flags]
    [SuppressMessage("Design", "CA1008", Justification = "A vector without colours makes no sense.")]
    [SuppressMessage("Design", "CA1028", Justification = "The type is part of the API this one follows.")]
    public enum ColorBits : byte
    {
        Alpha = 1,
        Red = 2,
        Green = 4,
        Blue = 8,
        Rgb = Red | Green | Blue,
        All = Alpha | Rgb,
    }

    /// <summary>The order of the colours in a vector; those it does not hold are left out.</summary>
    [SuppressMessage("Design", "CA1008", Justification = "The members are part of the API this one follows.")]
    [SuppressMessage("Design", "CA1028", Justification = "The type is part of the API this one follows.")]
    public enum ColorsOrder : byte
    {
        ARGB = 1,
        ARBG = 2,
        ABRG = 3,
        ABGR = 4,
        AGRB = 5,
        AGBR = 6,
    }
}
