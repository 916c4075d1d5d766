using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Tests.Pipelines;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Performance;

/// <summary>Several cursors over one view, each for a thread of its own.</summary>
public sealed class ParallelReadingTests
{
    private static readonly MLContext Ml = new(seed: 1);

    [Theory]
    [InlineData(1000, 3, 3)]
    [InlineData(130, 8, 2)]
    [InlineData(5, 4, 1)]
    public void Cursors_of_a_set_share_the_rows_and_batches_say_their_order(int rows, int wanted, int expected)
    {
        var view = Ml.Data.LoadLabeledImages(Pictures.Random(rows, side: 4));
        DataViewRowCursor[] cursors = view.GetRowCursorSet([view.Schema[ColumnNames.Label]], wanted);
        Assert.Equal(expected, cursors.Length);
        var read = cursors.Select(Rows).ToArray();
        Assert.All(read, part => Assert.Equal(part.OrderBy(row => row.Batch), part));
        ulong[] inOrder = [.. read.SelectMany(part => part).OrderBy(row => row.Batch).Select(row => row.Id)];
        Assert.Equal(Enumerable.Range(0, rows).Select(row => (ulong)row), inOrder);
    }

    [Fact]
    public void Shuffled_cursors_of_a_set_read_every_row_once()
    {
        var view = Ml.Data.LoadLabeledImages(Pictures.Random(300, side: 4));
        DataViewRowCursor[] cursors = view.GetRowCursorSet([], 2, new Random(1));
        ulong[] ids = [.. cursors.SelectMany(Rows).Select(row => row.Id)];
        Assert.Equal(Enumerable.Range(0, 300).Select(row => (ulong)row), ids.Order());
        Assert.NotEqual(ids.Order(), ids);
    }

    [Fact]
    public void Threads_read_the_features_that_one_cursor_reads()
    {
        var data = Ml.Data.LoadLabeledImages(Pictures.Random(400, side: 8));
        var view = Ml.Transforms.UnsharpMask(ColumnNames.Image)
            .Append(Ml.Transforms.NormalizePixels(ColumnNames.Features, ColumnNames.Image, PixelNormalization.Cifar100)).Fit(data).Transform(data);
        float[][] expected = [.. view.GetColumn<float[]>(ColumnNames.Features)];
        var actual = new float[expected.Length][];
        var column = view.Schema[ColumnNames.Features];
        Parallel.ForEach(view.GetRowCursorSet([column], 4), cursor =>
        {
            using (cursor)
            {
                var get = cursor.GetGetter<VBuffer<float>>(column);
                var identify = cursor.GetIdGetter();
                VBuffer<float> features = default;
                DataViewRowId id = default;
                while (cursor.MoveNext())
                {
                    get(ref features);
                    identify(ref id);
                    actual[id.Low] = [.. features.DenseValues()];
                }
            }
        });
        Assert.Equal(expected, actual);
    }

    private static List<(long Batch, ulong Id)> Rows(DataViewRowCursor cursor)
    {
        var rows = new List<(long, ulong)>();
        using (cursor)
        {
            var identify = cursor.GetIdGetter();
            DataViewRowId id = default;
            while (cursor.MoveNext())
            {
                identify(ref id);
                rows.Add((cursor.Batch, id.Low));
            }
        }

        return rows;
    }
}
