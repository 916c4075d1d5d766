using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Serving;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.ReferenceModels;

/// <summary>What becomes of pictures that are larger than the model's.</summary>
[Collection(ServingTests.Name)]
public sealed class PhotographTests(ServingModels models)
{
    private const int Width = 640;
    private const int Height = 360;
    private const int Side = 32;

    [Theory]
    [InlineData("first.onnx")]
    [InlineData("first.zip")]
    public async Task Command_line_server_and_engine_say_the_same_of_a_photograph(string form)
    {
        using var folder = new TemporaryFolder();
        string photograph = folder.Write(Png(Width, Photograph), "photograph.png");
        var printed = (await CliRun.Of("predict", "--model", models[form], photograph, "--json")).Succeeds().Json[0].GetProperty("predictions")[0];
        await using var web = await WebFixture.Start(models[form]);
        var served = (await web.Classify(File.ReadAllBytes(photograph))).GetProperty("pictures")[0].GetProperty("predictions")[0];
        var ml = new MLContext();
        using var model = ImageClassifierModel.Load(ml, models[form]);
        using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(model.Transformer, new PredictionEngineOptions { OwnsTransformer = false });
        using var input = ImageInput.FromFile(photograph);
        var (label, probability) = engine.Predict(input).Top(1)[0];
        Assert.Equal((label, label), (printed.GetProperty("label").GetString(), served.GetProperty("label").GetString()));
        Assert.Equal(probability, printed.GetProperty("probability").GetDouble(), 1e-6);
        Assert.Equal(probability, served.GetProperty("probability").GetDouble(), 1e-6);
    }

    [Fact]
    public void The_square_in_the_middle_is_what_a_model_sees()
    {
        const int left = (Width - Height) / 2;
        byte[] whole = Seen(Png(Width, Photograph)), square = Seen(Png(Height, (x, y) => Photograph(x + left, y)));
        byte[] otherSides = Seen(Png(Width, (x, y) => x is < left or >= left + Height ? (255, 0, 90) : Photograph(x, y)));

        // The filter reaches over the edge of the square by less than two of the model's pixels, and the crop is placed to a whole one.
        for (int i = 0; i < whole.Length; i++)
        {
            if (i % Side is > 1 and < Side - 2)
            {
                Assert.InRange(square[i], whole[i] - 20, whole[i] + 20);
                Assert.Equal(whole[i], otherSides[i]);
            }
        }
    }

    [Fact]
    public void Shrinking_averages_so_a_fine_pattern_is_the_grey_it_looks_like() => Assert.All(
        Seen(Png(512, (x, y) => (x + y) % 2 == 0 ? (255, 255, 255) : (0, 0, 0), 512)), value => Assert.InRange(value, 110, 145));

    private static byte[] Seen(byte[] png)
    {
        var seen = new byte[3 * Side * Side];
        using var stream = new MemoryStream(png);
        using var image = MLImage.CreateFromStream(stream);
        new PictureSizer(new MLContext(), Side, Side).Read(image, seen);
        return seen;
    }

    private static (int Red, int Green, int Blue) Photograph(int x, int y) =>
        ((int)(127 + (120 * Math.Sin(x / 60.0))), (int)(127 + (120 * Math.Sin((x + (2 * y)) / 90.0))), (int)(127 + (120 * Math.Cos(y / 40.0))));

    private static byte[] Png(int width, Func<int, int, (int Red, int Green, int Blue)> color, int height = Height)
    {
        var planar = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            var (red, green, blue) = color(i % width, i / width);
            (planar[i], planar[(width * height) + i], planar[(2 * width * height) + i]) = ((byte)red, (byte)green, (byte)blue);
        }

        return PngFile.Encode(planar, height, width);
    }
}
