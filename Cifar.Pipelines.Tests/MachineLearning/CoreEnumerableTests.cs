using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class CoreEnumerableTests
{
    readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Every_kind_of_member_comes_back_as_it_was()
    {
        var row = new CoreRow
        {
            Name = "cat", Number = 1.5f, Pair = [1, 2], Varying = [3, 4, 5], Words = ["a", "b"], Buffer = new VBuffer<double>(3, 1, [9], [2]),
            Flag = true, Text = "text".AsMemory(), Called = 7, Ignored = new object(), When = new DateTime(2026, 1, 2),
        };
        IDataView data = ml.Data.LoadFromEnumerable([row, new CoreRow { Pair = [5, 6] }]);

        CoreRow[] back = [.. ml.Data.CreateEnumerable<CoreRow>(data, reuseRowObject: false)];
        Assert.Equal(("cat", 1.5f, true, "text", 7UL, row.When), (back[0].Name, back[0].Number, back[0].Flag, back[0].Text.ToString(), back[0].Called, back[0].When));
        Assert.Equal([1f, 2], back[0].Pair!);
        Assert.Equal([3, 4, 5], back[0].Varying!);
        Assert.Equal(["a", "b"], back[0].Words!);
        Assert.Equal([0, 0, 9], back[0].Buffer.DenseValues());
        Assert.Null(back[0].Ignored);
        Assert.Equal("", back[1].Name);
        Assert.Null(back[1].Varying);
        Assert.NotSame(back[0], back[1]);
    }

    [Fact]
    public void Members_become_columns_of_the_expected_types()
    {
        DataViewSchema schema = ml.Data.LoadFromEnumerable<CoreRow>([]).Schema;
        Assert.Equal("Vector<Single, 2>", schema["Pair"].Type.ToString());
        Assert.Equal("Vector<Int32>", schema["Varying"].Type.ToString());
        Assert.Equal("Vector<String>", schema["Words"].Type.ToString());
        Assert.Equal("String", schema["Text"].Type.ToString());
        Assert.Equal("UInt64", schema["Renamed"].Type.ToString());
        Assert.Null(schema.GetColumnOrNull("Called"));
        Assert.Null(schema.GetColumnOrNull("Ignored"));
    }

    [Fact]
    public void A_key_member_holds_positions_and_the_column_holds_keys()
    {
        IDataView data = ml.Data.LoadFromEnumerable([new CoreKeyRow { Label = 0 }, new CoreKeyRow { Label = 2 }, new CoreKeyRow { Label = 3 }]);
        Assert.Equal("Key<UInt32, 0-2>", data.Schema["Label"].Type.ToString());
        Assert.Equal([1u, 3, 0], data.GetColumn<uint>("Label"));
    }

    [Fact]
    public void A_class_with_a_type_attribute_is_a_value_of_its_column()
    {
        var point = new CorePoint { X = 3 };
        IDataView data = ml.Data.LoadFromEnumerable([new CorePointRow { Point = point }]);
        Assert.Equal(4, Assert.IsType<CorePointType>(data.Schema["Point"].Type).Size);
        Assert.Same(point, ml.Data.CreateEnumerable<CorePointRow>(data, reuseRowObject: true).Single().Point);
    }

    [Fact]
    public void A_definition_can_change_types_and_add_annotations()
    {
        var definition = SchemaDefinition.Create(typeof(CoreRow));
        definition["Varying"].ColumnType = new VectorDataViewType(NumberDataViewType.Int32, 3);
        definition["Pair"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(2, ["x".AsMemory(), "y".AsMemory()]), new VectorDataViewType(TextDataViewType.Instance, 2));
        DataViewSchema schema = ml.Data.LoadFromEnumerable<CoreRow>([], definition).Schema;
        Assert.Equal("Vector<Int32, 3>", schema["Varying"].Type.ToString());
        Assert.True(schema["Pair"].HasSlotNames());

        Assert.Equal("Vector<Int32, 3>", ml.Data.LoadFromEnumerable<CoreRow>([], schema).Schema["Varying"].Type.ToString());
    }

    [Fact]
    public void A_missing_column_is_an_error_unless_it_may_be_ignored()
    {
        IDataView data = ml.Data.LoadFromEnumerable([new CoreKeyRow()]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ml.Data.CreateEnumerable<CoreNumberedRow>(data, false));
        Assert.Contains("'Number'", error.Message);
        Assert.Single(ml.Data.CreateEnumerable<CoreNumberedRow>(data, false, ignoreMissingColumns: true));
    }

    [Fact]
    public void Getters_refuse_other_types_inactive_columns_and_reading_before_the_first_row()
    {
        IDataView data = ml.Data.LoadFromEnumerable(CoreNumberedRow.Rows(2));
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Number"]]);
        Assert.Equal(-1, cursor.Position);
        Assert.False(cursor.IsColumnActive(data.Schema["Value"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(data.Schema["Number"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<float>(data.Schema["Value"]));
        ValueGetter<int> getter = cursor.GetGetter<int>(data.Schema["Number"]);
        int value = 0;
        Assert.ThrowsAny<SystemException>(() => getter(ref value));
        Assert.True(cursor.MoveNext() && cursor.MoveNext());
        getter(ref value);
        Assert.Equal((1, 1L), (value, cursor.Position));
        Assert.False(cursor.MoveNext() || cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
    }

    [Fact]
    public void Reading_a_million_values_allocates_nothing_for_each_row()
    {
        var row = new CoreNumberedRow { Number = 1 };
        IDataView data = ml.Data.LoadFromEnumerable(Enumerable.Repeat(row, 200_000));
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        ValueGetter<int> number = cursor.GetGetter<int>(data.Schema["Number"]);
        ValueGetter<ReadOnlyMemory<char>> text = cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Group"]);
        int value = 0, sum = 0;
        ReadOnlyMemory<char> group = default;
        cursor.MoveNext();
        number(ref value);
        text(ref group);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (cursor.MoveNext())
        {
            number(ref value);
            text(ref group);
            sum += value;
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        Assert.Equal(199_999, sum);
    }
}
