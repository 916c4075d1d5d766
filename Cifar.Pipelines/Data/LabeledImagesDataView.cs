using Cifar.Models.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines.Data;

/// <summary>Images in memory as an <see cref="IDataView"/>: <c>Image</c>, <c>Label</c>, and <c>CoarseLabel</c> where there are superclasses.</summary>
internal static class LabeledImagesDataView
{
    public static IDataView Create(LabeledImages images)
    {
        var columns = new List<InMemoryColumn>
        {
            new(
                new DataViewSchema.DetachedColumn(ColumnNames.Image, new ImageDataViewType(images.Height, images.Width)),
                row => (ValueGetter<MLImage>)((ref MLImage image) => image = PlanarPixels.CreateImage(images.Image(row()), images.Height, images.Width))),
            KeyColumn.CreateFine(ColumnNames.Label, images.Labels, images.Classes),
        };
        if (images.CoarseLabels is { } coarse && images.Classes.Coarse is { } coarseNames)
        {
            columns.Add(KeyColumn.CreateCoarse(ColumnNames.CoarseLabel, coarse, coarseNames));
        }

        return new InMemoryDataView(images.Count, [.. columns]);
    }
}
