using Cifar.Pipelines.Rows;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines.Tests.Pipelines;

public sealed class PixelColumnTests
{
    [Fact]
    public void Pictures_stay_the_callers_behind_a_transform_that_disposes_what_it_writes_over()
    {
        var ml = new MLContext(seed: 1);
        var rows = Enumerable.Range(0, 3).Select(_ => new AnySize { Image = MLImage.CreateFromPixels(8, 8, MLPixelFormat.Rgba32, new byte[4 * 8 * 8]) }).ToArray();
        var fitting = new RowMappingTransformer(schema => new Fitting(schema)).Transform(ml.Data.LoadFromEnumerable(rows));
        var sharpened = ml.Transforms.UnsharpMask("Image").Fit(fitting).Transform(fitting);
        Assert.Equal(3, sharpened.GetColumn<MLImage>("Image").ToArray().Length);
        Assert.All(rows, row => Assert.Equal(8, row.Image.Width));
    }

    /// <summary>Does with pictures of the right size what ML.NET's resizing does: frees what is in its place, and hands them out as they are.</summary>
    private sealed class Fitting(DataViewSchema schema) : ColumnMapper(schema)
    {
        public override IReadOnlyList<DataViewSchema.Column> Dependencies => [InputSchema["Image"]];

        public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs => [new("Image", InputSchema["Image"].Type)];

        public override Delegate CreateGetter(DataViewRow row, int output)
        {
            var get = row.GetGetter<MLImage>(InputSchema["Image"]);
            return (ValueGetter<MLImage>)((ref MLImage image) =>
            {
                image?.Dispose();
                MLImage source = null!;
                get(ref source);
                image = source;
            });
        }
    }

    private sealed class AnySize
    {
        [ImageType]
        public MLImage Image { get; set; } = null!;
    }
}
