using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Benchmarks;

/// <summary>A folder of photographs through an ML.NET pipeline into batches of network inputs: decode, shorter side to the size, centre, normalise.</summary>
internal static class PictureLoading
{
    private const int Batch = 64;

    public static Measurement Measure(string folder, int side, int threads)
    {
        ImageFolder listing = ImageFolder.Open(folder);
        Read(listing, listing.Train.Take(2 * Batch), side, threads);
        double seconds = Timed.Seconds(() => Read(listing, listing.Train, side, threads));
        return new(listing.Train.Count / seconds);
    }

    private static void Read(ImageFolder listing, IEnumerable<ImageFile> files, int side, int threads)
    {
        var ml = new MLContext();
        IDataView pictures = ml.Data.LoadImageFiles([.. files], listing.Classes);
        IDataView inputs = ml.Transforms.ResizeImages(ColumnNames.Image, side, side)
            .Append(ml.Transforms.NormalizePixels("Features", ColumnNames.Image, PixelNormalization.ImageNet))
            .Fit(pictures).Transform(pictures);
        DataViewSchema.Column features = inputs.Schema["Features"];
        DataViewRowCursor[] cursors = inputs.GetRowCursorSet([features], threads);
        int read = 0;
        Parallel.ForEach(cursors, new ParallelOptions { MaxDegreeOfParallelism = cursors.Length }, cursor => Interlocked.Add(ref read, Read(cursor, features, side)));
        if (read != pictures.GetRowCount())
        {
            throw new InvalidOperationException($"{read} of {pictures.GetRowCount()} pictures were read.");
        }
    }

    private static int Read(DataViewRowCursor cursor, DataViewSchema.Column features, int side)
    {
        int length = 3 * side * side, read = 0;
        var batch = new float[Batch * length];
        using (cursor)
        {
            var get = cursor.GetGetter<VBuffer<float>>(features);
            VBuffer<float> picture = default;
            while (cursor.MoveNext())
            {
                get(ref picture);
                picture.CopyTo(batch.AsSpan(read++ % Batch * length, length));
            }
        }

        return read;
    }
}
