using Cifar.Models.Data;
using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Tests.Models;

public sealed class DescriptionTests
{
    internal static readonly TrainingSummary Summary = new(30, 28, 45_000, 5_000, 0.57, 1.75, 2.4, 250, 2e-3, "AdamW", "OneCycle", 0.05, 0.1, 0.995, 0, false);

    [Fact]
    public void A_description_survives_JSON()
    {
        var description = new ModelDescription(
            new ClassLabels(["cat", "dog \"x\"", "éclair"], ["animal", "food"], [0, 0, 1]),
            new Preprocessing(SharpeningKernel.FromGaussian(3, 1.2, 0.7, 4), PixelNormalization.ImageNet),
            "simple-cnn",
            32,
            48,
            1.25,
            Summary);
        ModelDescription read = ModelDescription.FromJson(description.ToJson());
        Assert.Equal(description.ToJson(), read.ToJson());
        Assert.Equal(description.Preprocessing, read.Preprocessing);
        Assert.Equal(description.Training, read.Training);
        Assert.Equal(description.Labels, read.Labels);
    }

    [Fact]
    public void Preprocessing_is_written_in_camel_case_and_reads_back()
    {
        string json = Preprocessing.Default.ToJson();
        Assert.Equal("""{"sharpening":null,"normalization":{"offset":[127.5,127.5,127.5],"scale":[0.007843138,0.007843138,0.007843138]}}""", json);
        Assert.Equal(Preprocessing.Default, Preprocessing.FromJson(json));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"sharpening":null}""")]
    [InlineData("""{"sharpening":null,"normalization":null}""")]
    [InlineData("""{"sharpening":null,"normalization":{"offset":[0,0],"scale":[1,1,1]}}""")]
    [InlineData("""{"sharpening":null,"normalization":{"offset":[0,0,0],"scale":[1,1,0]}}""")]
    [InlineData("""{"sharpening":null,"normalization":{"offset":[0,0,1e99],"scale":[1,1,1]}}""")]
    [InlineData("""{"sharpening":null,"normalization":{"offset":[0,0,NaN],"scale":[1,1,1]}}""")]
    [InlineData("""{"sharpening":{"size":3,"weights":[0,0,0,0,1,0,0,0],"divisor":1},"normalization":{"offset":[0,0,0],"scale":[1,1,1]}}""")]
    [InlineData("""{"sharpening":{"size":1,"weights":[2147483647],"divisor":1},"normalization":{"offset":[0,0,0],"scale":[1,1,1]}}""")]
    [InlineData("""{"sharpening":{"size":1,"weights":[-2147483648],"divisor":1},"normalization":{"offset":[0,0,0],"scale":[1,1,1]}}""")]
    [InlineData("""{"sharpening":{"size":2147483647,"weights":[1],"divisor":1},"normalization":{"offset":[0,0,0],"scale":[1,1,1]}}""")]
    public void Bad_preprocessing_is_refused_with_a_clear_error(string json)
    {
        var error = Assert.Throws<ModelFormatException>(() => Preprocessing.FromJson(json));
        Assert.StartsWith("The preprocessing of the model is ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"height\":32", "\"height\":0")]
    [InlineData("\"height\":32", "\"height\":1e9")]
    [InlineData("\"temperature\":1", "\"temperature\":0")]
    [InlineData("\"temperature\":1", "\"temperature\":-1")]
    [InlineData("\"fine\":[\"a\",\"b\"]", "\"fine\":[]")]
    [InlineData("\"fine\":[\"a\",\"b\"]", "\"fine\":[\"a\",null]")]
    [InlineData("\"validationAccuracy\":0.57", "\"validationAccuracy\":57")]
    [InlineData("\"network\":\"n\"", "\"network\":null")]
    public void A_bad_description_is_refused_with_a_clear_error(string from, string to)
    {
        string json = new ModelDescription(new ClassLabels(["a", "b"]), Preprocessing.Default, "n", 32, 32, 1, Summary).ToJson();
        Assert.Contains(from, json, StringComparison.Ordinal);
        var error = Assert.Throws<ModelFormatException>(() => ModelDescription.FromJson(json.Replace(from, to, StringComparison.Ordinal)));
        Assert.StartsWith("The model description is not valid: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalisation_presets_map_the_ends_of_the_range()
    {
        static float At(PixelNormalization normalization, float pixel) => (pixel - normalization.Offset[1]) * normalization.Scale[1];
        Assert.Equal(-1, At(PixelNormalization.MinusOneToOne, 0));
        Assert.Equal(1, At(PixelNormalization.MinusOneToOne, 255), 6);
        Assert.Equal(0, At(PixelNormalization.ZeroToOne, 0));
        Assert.Equal(1, At(PixelNormalization.ZeroToOne, 255), 6);
        Assert.Equal(77, At(PixelNormalization.None, 77));
        Assert.Equal(0, At(PixelNormalization.ImageNet, 255 * 0.456f), 5);
        Assert.Equal(1, At(PixelNormalization.Cifar100, 255 * (0.4865f + 0.2564f)), 5);
    }

    [Fact]
    public void Changing_a_checked_property_checks_it_again()
    {
        var description = new ModelDescription(new ClassLabels(["a", "b"]), Preprocessing.Default, "n", 32, 32);
        Assert.Throws<ArgumentException>(() => description with { Temperature = double.NaN });
        Assert.Throws<ArgumentException>(() => description with { Height = -1 });
        Assert.Throws<ArgumentException>(() => PixelNormalization.None with { Scale = [1, 1] });
    }
}
