using Cifar.Pipelines.Data;
using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Serving;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.ReferenceModels;

/// <summary>What becomes of pictures that are larger than the model's.</summary>
[Collection(ServingTests.Name)]
public sealed class PhotographTests(ServingModels models)
{
    private const int Width = 640;
    private const int Height = 360;

    [Theory]
    [InlineData("first.onnx")]
    [InlineData("first.zip")]
    public async Task Of_a_photograph_the_square_in_the_middle_counts_for_command_line_server_and_engine(string form)
    {
        using var folder = new TemporaryFolder();
        string wide = folder.Write(Png(Width, (x, y) => Photograph(x, y)), "wide.png"), square = folder.Write(Png(Height, (x, y) => Photograph(x + ((Width - Height) / 2), y)), "square.png");
        string otherSides = folder.Write(Png(Width, (x, y) => x < (Width - Height) / 2 || x >= (Width + Height) / 2 ? (255, 0, 90) : Photograph(x, y)), "other-sides.png");
        var answers = (await CliRun.Of("predict", "--model", models[form], wide, square, "--json")).Succeeds().Json;
        double Best(int picture) => answers[picture].GetProperty("predictions")[0].GetProperty("probability").GetDouble();
        Assert.Equal(answers[1].GetProperty("predictions").GetRawText(), answers[0].GetProperty("predictions").GetRawText());

        await using var web = await WebFixture.Start(models[form]);
        var served = (await web.Classify(File.ReadAllBytes(wide))).GetProperty("pictures")[0].GetProperty("predictions")[0];
        var ml = new MLContext();
        using var model = ImageClassifierModel.Load(ml, models[form]);
        using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(model.Transformer, new PredictionEngineOptions { OwnsTransformer = false });
        using var input = ImageInput.FromFile(wide);
        Assert.Equal(Best(0), served.GetProperty("probability").GetDouble(), 1e-6);
        Assert.Equal(Best(0), engine.Predict(input).Top(1)[0].Probability, 1e-6);

        // The filter reaches a little over the edge of the square, no further.
        var painted = (await CliRun.Of("predict", "--model", models[form], otherSides, "--json", "--top", "100")).Succeeds().Json;
        Assert.Equal(100, painted[0].GetProperty("predictions").GetArrayLength());
    }

    [Fact]
    public async Task Shrinking_averages_so_a_fine_pattern_looks_like_the_grey_it_is()
    {
        using var folder = new TemporaryFolder();
        string pattern = folder.Write(Png(512, (x, y) => ((x + y) % 2 == 0 ? 255 : 0, (x + y) % 2 == 0 ? 255 : 0, (x + y) % 2 == 0 ? 255 : 0), 512), "pattern.png");
        string grey = folder.Write(Png(512, (_, _) => (128, 128, 128), 512), "grey.png");
        var answers = (await CliRun.Of("predict", "--model", models["first.onnx"], pattern, grey, "--json")).Succeeds().Json;
        var (one, other) = (answers[0].GetProperty("predictions")[0], answers[1].GetProperty("predictions")[0]);
        Assert.Equal(other.GetProperty("label").GetString(), one.GetProperty("label").GetString());
        Assert.Equal(other.GetProperty("probability").GetDouble(), one.GetProperty("probability").GetDouble(), 0.05);
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
