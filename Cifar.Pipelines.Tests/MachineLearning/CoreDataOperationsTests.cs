using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class CoreDataOperationsTests
{
    readonly MLContext ml = new(seed: 1);

    IDataView Data(int count) => ml.Data.LoadFromEnumerable(CoreNumberedRow.Rows(count).ToList());

    static int[] Numbers(IDataView data) => [.. data.GetColumn<int>("Number")];

    [Fact]
    public void A_split_puts_each_row_into_one_part_and_about_the_fraction_into_the_test_part()
    {
        DataOperationsCatalog.TrainTestData split = ml.Data.TrainTestSplit(Data(2000), testFraction: 0.2);
        int[] train = Numbers(split.TrainSet), test = Numbers(split.TestSet);
        Assert.InRange(test.Length, 320, 480);
        Assert.Equal(Enumerable.Range(0, 2000), train.Concat(test).Order());
        Assert.Equal(test, Numbers(split.TestSet));
    }

    [Fact]
    public void A_split_depends_on_the_seed_alone()
    {
        int[] first = Numbers(ml.Data.TrainTestSplit(Data(500)).TestSet);
        Assert.Equal(first, Numbers(ml.Data.TrainTestSplit(Data(500)).TestSet));
        Assert.Equal(first, Numbers(new MLContext(1).Data.TrainTestSplit(Data(500)).TestSet));
        Assert.NotEqual(first, Numbers(ml.Data.TrainTestSplit(Data(500), seed: 2).TestSet));
    }

    [Fact]
    public void Equal_sampling_keys_stay_in_one_part()
    {
        DataOperationsCatalog.TrainTestData split = ml.Data.TrainTestSplit(Data(500), 0.4, "Group", seed: 3);
        string[] train = [.. split.TrainSet.GetColumn<string>("Group").Distinct()], test = [.. split.TestSet.GetColumn<string>("Group").Distinct()];
        Assert.Empty(train.Intersect(test));
        Assert.Equal(10, train.Length + test.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Data.TrainTestSplit(Data(5), samplingKeyColumnName: "Absent"));
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Data.TrainTestSplit(Data(5), testFraction: 1));
    }

    [Fact]
    public void Each_row_is_in_the_test_part_of_one_fold()
    {
        IReadOnlyList<DataOperationsCatalog.TrainTestData> folds = ml.Data.CrossValidationSplit(Data(300), 4);
        Assert.Equal(4, folds.Count);
        Assert.Equal(Enumerable.Range(0, 300), folds.SelectMany(fold => Numbers(fold.TestSet)).Order());
        Assert.All(folds, fold => Assert.Equal(300, Numbers(fold.TrainSet).Length + Numbers(fold.TestSet).Length));
    }

    [Fact]
    public void A_cache_reads_its_source_once_for_each_column_and_keeps_the_order()
    {
        int reads = 0;
        IEnumerable<CoreNumberedRow> Counted()
        {
            reads++;
            return CoreNumberedRow.Rows(100);
        }

        IDataView cached = ml.Data.Cache(ml.Data.LoadFromEnumerable(new Deferred<CoreNumberedRow>(Counted)));
        Assert.Equal(0, reads);
        Parallel.For(0, 8, _ => Assert.Equal(Enumerable.Range(0, 100), Numbers(cached)));
        Assert.Equal(1, reads);
        Assert.Equal(100, cached.GetRowCount());
        Assert.Equal(["3"], cached.GetColumn<string>("Group").Skip(3).Take(1));
        Assert.Equal(2, reads);
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Data.Cache(cached, "Absent"));
    }

    [Fact]
    public void The_cursors_of_a_cache_share_the_rows_and_number_their_batches()
    {
        IDataView cached = ml.Data.Cache(Data(1000));
        var seen = new List<(long Batch, int Number)>();
        DataViewRowCursor[] cursors = cached.GetRowCursorSet(cached.Schema, 3);
        Assert.Equal(3, cursors.Length);
        foreach (DataViewRowCursor cursor in cursors)
        {
            ValueGetter<int> getter = cursor.GetGetter<int>(cached.Schema["Number"]);
            for (int value = 0; cursor.MoveNext();)
            {
                getter(ref value);
                seen.Add((cursor.Batch, value));
            }
        }

        Assert.Equal(Enumerable.Range(0, 1000), seen.OrderBy(row => row.Batch).Select(row => row.Number));
    }

    [Fact]
    public void Shuffling_keeps_the_rows_and_changes_their_order_by_the_seed()
    {
        IDataView shuffled = ml.Data.ShuffleRows(Data(500), seed: 4, shufflePoolSize: 50);
        int[] order = Numbers(shuffled);
        Assert.Equal(Enumerable.Range(0, 500), order.Order());
        Assert.NotEqual(Enumerable.Range(0, 500), order);
        Assert.Equal(order, Numbers(shuffled));
        Assert.NotEqual(order, Numbers(ml.Data.ShuffleRows(Data(500), seed: 5, shufflePoolSize: 50)));
        Assert.Equal(order.Select(number => (float)number), shuffled.GetColumn<float>("Value"));
    }

    [Fact]
    public void Taking_skipping_and_filtering_choose_the_rows_they_say()
    {
        Assert.Equal([0, 1, 2], Numbers(ml.Data.TakeRows(Data(10), 3)));
        Assert.Equal([7, 8, 9], Numbers(ml.Data.SkipRows(Data(10), 7)));
        Assert.Equal(3, ml.Data.SkipRows(Data(10), 7).GetRowCount());
        Assert.Equal([4, 5], Numbers(ml.Data.FilterRowsByColumn(Data(10), "Value", 4, 6)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Data.FilterRowsByColumn(Data(10), "Group", 0, 1));

        IDataView keys = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(i => new CoreKeyRow { Label = (uint)i }));
        Assert.Equal([1u, 2], ml.Data.FilterRowsByKeyColumnFraction(keys, "Label", 0, 0.6).GetColumn<uint>("Label"));
        Assert.Equal([1u, 2, 3], ml.Data.FilterRowsByMissingValues(keys, "Label").GetColumn<uint>("Label"));
        IDataView numbers = ml.Data.LoadFromEnumerable([new CoreRow { Number = float.NaN, Pair = [1, 2] }, new CoreRow { Number = 2, Pair = [1, float.NaN] }, new CoreRow { Number = 3, Pair = [1, 2] }]);
        Assert.Equal([3f], ml.Data.FilterRowsByMissingValues(numbers, "Number", "Pair").GetColumn<float>("Number"));
    }

    [Fact]
    public void A_bootstrap_sample_and_its_complement_cover_the_rows()
    {
        int[] sample = Numbers(ml.Data.BootstrapSample(Data(1000), seed: 9)), rest = Numbers(ml.Data.BootstrapSample(Data(1000), seed: 9, complement: true));
        Assert.InRange(sample.Length, 900, 1100);
        Assert.InRange(rest.Length, 300, 440);
        Assert.Empty(sample.Intersect(rest));
        Assert.Equal(1000, sample.Distinct().Count() + rest.Length);
    }

    /// <summary>Makes its items anew each time.</summary>
    sealed class Deferred<T>(Func<IEnumerable<T>> make) : IEnumerable<T>
    {
        public IEnumerator<T> GetEnumerator() => make().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
