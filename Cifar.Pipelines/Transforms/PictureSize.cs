using Microsoft.ML;

namespace Cifar.Pipelines.Transforms;

/// <summary>Brings pictures to the size a transform was fitted on.</summary>
internal static class PictureSize
{
    /// <summary>ML.NET's own resizing (centre crop) in place; pictures that have the size already pass through untouched.</summary>
    public static ITransformer Fix(PixelColumn column, IDataView data) =>
        new MLContext().Transforms.ResizeImages(column.Column.Name, column.Width, column.Height).Fit(data);
}
