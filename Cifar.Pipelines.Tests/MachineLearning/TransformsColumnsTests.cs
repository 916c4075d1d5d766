using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class TransformsColumnsTests
{
    readonly MLContext _context = new(seed: 1);

    sealed class Row
    {
        public float A { get; set; } = 1;

        [VectorType(2)]
        public float[] B { get; set; } = [2, 3];

        public float C { get; set; } = 4;

        public float[] Open { get; set; } = [5];

        public string Text { get; set; } = "x";
    }

    IDataView Data => _context.Data.LoadFromEnumerable([new Row(), new Row { A = 10 }]);

    [Fact]
    public void Concatenation_joins_values_and_names_the_slots_of_scalars()
    {
        var view = _context.Transforms.Concatenate("All", "A", "B", "C").Fit(Data).Transform(Data);
        Assert.Equal([[1, 2, 3, 4], [10, 2, 3, 4]], view.Vectors<float>("All"));
        Assert.Equal("Vector<Single, 4>", view.Schema["All"].Type.ToString());
        Assert.Equal(["A", "", "", "C"], view.Schema["All"].SlotNames());
    }

    [Fact]
    public void Concatenation_puts_the_columns_name_before_those_of_its_slots()
    {
        var inner = _context.Transforms.Concatenate("Pair", "A", "C").Append(_context.Transforms.Concatenate("All", "Pair", "C"));
        var view = inner.Fit(Data).Transform(Data);
        Assert.Equal(["Pair.A", "Pair.C", "C"], view.Schema["All"].SlotNames());
    }

    [Fact]
    public void Concatenation_with_a_vector_of_any_size_has_any_size()
    {
        var view = _context.Transforms.Concatenate("All", "Open", "A").Fit(Data).Transform(Data);
        Assert.Equal("Vector<Single>", view.Schema["All"].Type.ToString());
        Assert.False(view.Schema["All"].HasSlotNames());
        Assert.Equal([5, 10], view.Vectors<float>("All")[1]);
    }

    [Fact]
    public void Concatenation_of_different_types_is_refused_before_there_is_data()
    {
        var chain = _context.Transforms.CopyColumns("D", "A").Append(_context.Transforms.Concatenate("All", "D", "Text"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(Data));
        Assert.Contains("'Text'", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.Concatenate("All", "None").Fit(Data));
    }

    [Fact]
    public void A_copied_column_keeps_type_and_annotations()
    {
        var view = _context.Transforms.Concatenate("All", "A", "C").Append(_context.Transforms.CopyColumns("Copy", "All")).Fit(Data).Transform(Data);
        Assert.Equal(["A", "C"], view.Schema["Copy"].SlotNames());
        Assert.Equal([10, 4], view.Vectors<float>("Copy")[1]);
    }

    [Fact]
    public void Dropping_and_selecting_leave_the_columns_asked_for()
    {
        Assert.Equal(["B", "C", "Open"], Names(_context.Transforms.DropColumns("A", "Text").Fit(Data)));
        Assert.Equal(["C", "A"], Names(_context.Transforms.SelectColumns("C", "A").Fit(Data)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.DropColumns("Z").Fit(Data));
    }

    [Fact]
    public void Hidden_columns_stay_only_when_asked_for()
    {
        var copied = _context.Transforms.CopyColumns("A", "C").Fit(Data).Transform(Data);
        Assert.Equal(["A"], _context.Transforms.SelectColumns("A").Fit(copied).Transform(copied).Schema.Select(column => column.Name));
        var kept = _context.Transforms.SelectColumns(["A"], keepHidden: true).Fit(copied).Transform(copied);
        Assert.Equal([true, false], kept.Schema.Select(column => column.IsHidden));
        Assert.Equal([4, 4], kept.GetColumn<float>("A"));
    }

    [Fact]
    public void All_of_them_survive_a_model_file()
    {
        var chain = _context.Transforms.Concatenate("All", "A", "B").Append(_context.Transforms.CopyColumns("Copy", "All"))
            .Append(_context.Transforms.SelectColumns("Copy", "Text")).Append(_context.Transforms.DropColumns("Text"));
        var view = chain.Fit(Data).Reloaded(_context, Data.Schema).Transform(Data);
        Assert.Equal(["Copy"], view.Schema.Select(column => column.Name));
        Assert.Equal([[1, 2, 3], [10, 2, 3]], view.Vectors<float>("Copy"));
        Assert.Equal(["A", "", ""], view.Schema["Copy"].SlotNames());
    }

    IEnumerable<string> Names(Microsoft.ML.Transforms.ColumnSelectingTransformer transformer) => transformer.Transform(Data).Schema.Select(column => column.Name);
}
