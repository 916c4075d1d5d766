using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class TransformsConvertTypeTests
{
    readonly MLContext _context = new(seed: 1);

    sealed class Row
    {
        public byte Byte { get; set; } = 200;

        public bool Yes { get; set; } = true;

        public string Text { get; set; } = "-2.5 ";

        public string NoNumber { get; set; } = "cat";

        public float Single { get; set; } = 0.1f;

        [VectorType(2, 2)]
        public byte[] Pixels { get; set; } = [0, 1, 254, 255];

        [KeyType(3)]
        public uint Key { get; set; } = 2;
    }

    IDataView Data => _context.Data.LoadFromEnumerable([new Row()]);

    T One<T>(string column, DataKind kind) => Convert(column, kind).GetColumn<T>("Out").Single();

    IDataView Convert(string column, DataKind kind) => _context.Transforms.Conversion.ConvertType("Out", column, kind).Fit(Data).Transform(Data);

    [Fact]
    public void Numbers_texts_and_booleans_are_converted()
    {
        Assert.Equal(200f, One<float>("Byte", DataKind.Single));
        Assert.Equal("200", One<string>("Byte", DataKind.String));
        Assert.Equal("0.1", One<string>("Single", DataKind.String));
        Assert.Equal(1.0, One<double>("Yes", DataKind.Double));
        Assert.Equal(-2.5f, One<float>("Text", DataKind.Single));
        Assert.True(One<bool>("Single", DataKind.Boolean));
    }

    [Fact]
    public void Text_that_is_no_number_is_not_a_number_or_a_mistake_or_zero()
    {
        Assert.Equal(float.NaN, One<float>("NoNumber", DataKind.Single));
        Assert.Equal(0, One<byte>("NoNumber", DataKind.Byte));
        var mistake = Assert.Throws<InvalidOperationException>(() => One<int>("NoNumber", DataKind.Int32));
        Assert.Contains("Value could not be parsed from text to int.", (mistake.InnerException ?? mistake).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vectors_keep_their_dimensions()
    {
        var view = Convert("Pixels", DataKind.Single);
        Assert.Equal("Vector<Single, 2, 2>", view.Schema["Out"].Type.ToString());
        Assert.Equal([0, 1, 254, 255], view.Vectors<float>("Out")[0]);
    }

    [Fact]
    public void Keys_stay_keys_in_another_storage()
    {
        var view = Convert("Key", DataKind.Byte);
        Assert.Equal("Key<Byte, 0-2>", view.Schema["Out"].Type.ToString());
        Assert.Equal(3, view.GetColumn<byte>("Out").Single());
        Assert.Throws<ArgumentOutOfRangeException>(() => Convert("Key", DataKind.Single));
    }

    [Theory]
    [InlineData("Single", DataKind.Byte)]
    [InlineData("Byte", DataKind.Int32)]
    public void Conversions_that_the_original_lacks_are_refused(string column, DataKind kind) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Convert(column, kind));

    [Fact]
    public void Conversions_survive_a_model_file()
    {
        var view = _context.Transforms.Conversion.ConvertType("Out", "Pixels").Fit(Data).Reloaded(_context, Data.Schema).Transform(Data);
        Assert.Equal([0, 1, 254, 255], view.Vectors<float>("Out")[0]);
    }
}
