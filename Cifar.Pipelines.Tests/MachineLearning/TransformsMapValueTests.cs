using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class TransformsMapValueTests
{
    readonly MLContext _context = new(seed: 1);

    sealed class Row
    {
        public string Animal { get; set; } = "";

        [VectorType(3)]
        public string[] Three { get; set; } = ["ant", "cat", "elk"];

        public uint Number { get; set; }
    }

    sealed class Legs
    {
        public string Name { get; set; } = "";

        public int Count { get; set; }
    }

    IDataView Data => _context.Data.LoadFromEnumerable([new Row { Animal = "ant", Number = 1 }, new Row { Animal = "elk", Number = 9 }]);

    static readonly KeyValuePair<string, float>[] Weights = [new("ant", 0.001f), new("cat", 4)];

    [Fact]
    public void Values_are_looked_up_and_unknown_numbers_are_zero()
    {
        var view = _context.Transforms.Conversion.MapValue("Weight", Weights, "Animal").Fit(Data).Transform(Data);
        Assert.Equal([0.001f, 0], view.GetColumn<float>("Weight"));
    }

    [Fact]
    public void Each_item_of_a_vector_is_looked_up()
    {
        var view = _context.Transforms.Conversion.MapValue("Weight", Weights, "Three").Fit(Data).Transform(Data);
        Assert.Equal("Vector<Single>", view.Schema["Weight"].Type.ToString());
        Assert.Equal([0.001f, 4, 0], view.Vectors<float>("Weight")[0]);
    }

    [Fact]
    public void A_value_can_be_an_array()
    {
        var estimator = _context.Transforms.Conversion.MapValue("Out", new KeyValuePair<uint, int[]>[] { new(1, [1, 2]), new(2, [3, 4]) }, "Number");
        var view = estimator.Fit(Data).Transform(Data);
        Assert.Equal("Vector<Int32, 2>", view.Schema["Out"].Type.ToString());
        Assert.Equal([[1, 2], []], view.Vectors<int>("Out"));
    }

    [Fact]
    public void Values_can_become_keys_that_remember_them()
    {
        KeyValuePair<string, string>[] kinds = [new("ant", "insect"), new("elk", "mammal"), new("cat", "mammal")];
        var view = _context.Transforms.Conversion.MapValue("Kind", kinds, "Animal", treatValuesAsKeyType: true)
            .Append(_context.Transforms.Conversion.MapKeyToValue("Name", "Kind")).Fit(Data).Transform(Data);
        Assert.Equal("Key<UInt32, 0-1>", view.Schema["Kind"].Type.ToString());
        Assert.Equal(["insect", "mammal"], view.Texts("Name"));
    }

    [Fact]
    public void A_table_can_come_from_a_view()
    {
        var table = _context.Data.LoadFromEnumerable([new Legs { Name = "ant", Count = 6 }, new Legs { Name = "cat", Count = 4 }]);
        var view = _context.Transforms.Conversion.MapValue("Legs", table, table.Schema["Name"], table.Schema["Count"], "Animal").Fit(Data).Transform(Data);
        Assert.Equal([6, 0], view.GetColumn<int>("Legs"));
        Assert.Throws<InvalidOperationException>(() => _context.Transforms.Conversion.MapValue("Legs", table, Data.Schema["Animal"], table.Schema["Count"]));
    }

    [Fact]
    public void A_key_twice_and_a_column_of_another_type_are_refused()
    {
        KeyValuePair<string, int>[] twice = [new("ant", 1), new("ant", 2)];
        Assert.Throws<InvalidOperationException>(() => _context.Transforms.Conversion.MapValue("Out", twice, "Animal"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.Conversion.MapValue("Out", Weights, "Number").Fit(Data).Transform(Data));
    }

    [Fact]
    public void Tables_survive_a_model_file_even_with_a_megabyte_of_text()
    {
        string large = string.Create(1_000_000, 0, (text, _) => text.Fill('ä'));
        var chain = _context.Transforms.Conversion.MapValue("Text", new KeyValuePair<uint, string>[] { new(1, large), new(9, "") }, "Number")
            .Append(_context.Transforms.Conversion.MapValue("Weight", Weights, "Three"))
            .Append(_context.Transforms.Conversion.MapValue("Pair", new KeyValuePair<uint, string[]>[] { new(1, ["a", "b"]) }, "Number"));
        var view = chain.Fit(Data).Reloaded(_context, Data.Schema).Transform(Data);
        Assert.Equal([large, ""], view.Texts("Text"));
        Assert.Equal([0.001f, 4, 0], view.Vectors<float>("Weight")[1]);
        Assert.Equal(["a", "b"], view.Vectors<ReadOnlyMemory<char>>("Pair")[0].Select(text => text.ToString()));
    }
}
