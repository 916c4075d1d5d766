using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class TransformsKeysTests
{
    readonly MLContext _context = new(seed: 1);

    sealed class Row
    {
        public string Animal { get; set; } = "";

        [VectorType(2)]
        public string[] Two { get; set; } = ["bee", "ant"];

        public int Number { get; set; }

        public float Weight { get; set; }
    }

    sealed class Word
    {
        public string Value { get; set; } = "";
    }

    IDataView Data => _context.Data.LoadFromEnumerable([
        new Row { Animal = "cat", Number = 7, Weight = 0.5f }, new Row { Animal = "ant", Number = 3, Weight = float.NaN },
        new Row { Animal = "cat", Number = 7, Weight = -1 }, new Row { Animal = "" }]);

    TransformsCatalog.ConversionTransforms Conversion => _context.Transforms.Conversion;

    [Fact]
    public void Keys_follow_the_first_appearance_and_empty_text_is_missing()
    {
        var view = Conversion.MapValueToKey("Key", "Animal").Fit(Data).Transform(Data);
        Assert.Equal([1u, 2u, 1u, 0u], view.GetColumn<uint>("Key"));
        Assert.Equal("Key<UInt32, 0-1>", view.Schema["Key"].Type.ToString());
        Assert.Equal(["cat", "ant"], view.Schema["Key"].KeyTexts());
    }

    [Fact]
    public void Keys_by_value_are_sorted()
    {
        var order = ValueToKeyMappingEstimator.KeyOrdinality.ByValue;
        var view = Conversion.MapValueToKey([new("Animal"), new("Number"), new("Weight")], keyOrdinality: order).Fit(Data).Transform(Data);
        Assert.Equal(["ant", "cat"], view.Schema["Animal"].KeyTexts());
        Assert.Equal([0, 3, 7], view.Schema["Number"].KeyValues<int>());
        Assert.Equal([-1, 0, 0.5f], view.Schema["Weight"].KeyValues<float>());
        Assert.Equal([3u, 0u, 1u, 2u], view.GetColumn<uint>("Weight"));
    }

    [Fact]
    public void At_most_so_many_keys_are_given_and_unknown_values_are_missing()
    {
        var view = Conversion.MapValueToKey("Key", "Animal", maximumNumberOfKeys: 1).Fit(Data).Transform(Data);
        Assert.Equal([1u, 0u, 1u, 0u], view.GetColumn<uint>("Key"));
        Assert.Equal(["cat"], view.Schema["Key"].KeyTexts());
    }

    [Fact]
    public void Given_values_fix_the_keys()
    {
        var words = _context.Data.LoadFromEnumerable(new[] { "ant", "bee", "cat" }.Select(word => new Word { Value = word }));
        var view = Conversion.MapValueToKey("Key", "Animal", keyData: words).Fit(Data).Transform(Data);
        Assert.Equal([3u, 1u, 3u, 0u], view.GetColumn<uint>("Key"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Conversion.MapValueToKey("Key", "Number", keyData: words).Fit(Data));
        Assert.Throws<ArgumentOutOfRangeException>(() => Conversion.MapValueToKey("Key", "Animal", keyData: Data));
    }

    [Fact]
    public void Values_can_be_annotated_as_text()
    {
        var view = Conversion.MapValueToKey("Key", "Number", addKeyValueAnnotationsAsText: true).Fit(Data).Transform(Data);
        Assert.Equal(["7", "3", "0"], view.Schema["Key"].KeyTexts());
    }

    [Fact]
    public void Vectors_are_mapped_item_by_item_and_back()
    {
        var view = Conversion.MapValueToKey("Key", "Two").Append(Conversion.MapKeyToValue("Back", "Key")).Fit(Data).Transform(Data);
        Assert.Equal("Vector<Key<UInt32, 0-1>, 2>", view.Schema["Key"].Type.ToString());
        Assert.Equal([1u, 2u], view.Vectors<uint>("Key")[0]);
        Assert.Equal(["bee", "ant"], view.Vectors<ReadOnlyMemory<char>>("Back")[3].Select(text => text.ToString()));
    }

    [Fact]
    public void A_missing_key_becomes_a_missing_value()
    {
        var numbers = Conversion.MapValueToKey("Key", "Weight").Append(Conversion.MapKeyToValue("Back", "Key")).Fit(Data).Transform(Data);
        Assert.Equal([0.5f, float.NaN, -1, 0], numbers.GetColumn<float>("Back"));
        var words = Conversion.MapValueToKey("Key", "Animal").Append(Conversion.MapKeyToValue("Key")).Fit(Data).Transform(Data);
        Assert.Equal(["cat", "ant", "cat", ""], words.Texts("Key"));
    }

    [Fact]
    public void Keys_without_values_cannot_be_mapped_back()
    {
        var view = _context.Data.LoadFromEnumerable([new LabeledRow { Label = 1 }]);
        Assert.Throws<InvalidOperationException>(() => Conversion.MapKeyToValue("Back", "Label").Fit(view));
    }

    [Fact]
    public void A_key_becomes_a_vector_with_a_one_at_its_place()
    {
        var view = Conversion.MapValueToKey("Key", "Animal").Append(Conversion.MapKeyToVector("Hot", "Key")).Fit(Data).Transform(Data);
        Assert.Equal([[1, 0], [0, 1], [1, 0], [0, 0]], view.Vectors<float>("Hot"));
        Assert.Equal(["cat", "ant"], view.Schema["Hot"].SlotNames());
        Assert.True(view.Schema["Hot"].IsNormalized());
    }

    [Fact]
    public void A_vector_of_keys_becomes_indicators_or_counts()
    {
        var keyed = Conversion.MapValueToKey("Key", "Two").Fit(Data).Transform(Data);
        var indicators = Conversion.MapKeyToVector("Hot", "Key").Fit(keyed).Transform(keyed);
        Assert.Equal("Vector<Single, 2, 2>", indicators.Schema["Hot"].Type.ToString());
        Assert.Equal([1, 0, 0, 1], indicators.Vectors<float>("Hot")[0]);
        Assert.Equal(["[0].bee", "[0].ant", "[1].bee", "[1].ant"], indicators.Schema["Hot"].SlotNames());
        var counts = Conversion.MapKeyToVector("Hot", "Key", outputCountVector: true).Fit(keyed).Transform(keyed);
        Assert.Equal([1, 1], counts.Vectors<float>("Hot")[0]);
    }

    [Fact]
    public void All_of_them_survive_a_model_file()
    {
        var chain = Conversion.MapValueToKey("Key", "Animal").Append(Conversion.MapValueToKey("Numbers", "Number"))
            .Append(Conversion.MapKeyToVector("Hot", "Key")).Append(Conversion.MapKeyToValue("Back", "Key"));
        var view = chain.Fit(Data).Reloaded(_context, Data.Schema).Transform(Data);
        Assert.Equal(["cat", "ant", "cat", ""], view.Texts("Back"));
        Assert.Equal([0, 1], view.Vectors<float>("Hot")[1]);
        Assert.Equal([7, 3, 0], view.Schema["Numbers"].KeyValues<int>());
    }
}
