using System.Text.Json;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Serving;

[Collection(ServingTests.Name)]
public sealed class SameAnswerTests(ServingModels models)
{
    private const int Pictures = 500;

    [Theory]
    [InlineData("first.onnx")]
    [InlineData("first.zip")]
    public async Task Web_command_line_and_prediction_engine_agree_on_500_pictures(string form)
    {
        using var folder = new TemporaryFolder();
        var files = Enumerable.Range(0, Pictures).Select(TestPictures.Varied).Select(picture => (Path: folder.Write(picture.Bytes, picture.Name), picture.Bytes)).ToList();
        var printed = (await CliRun.Of("predict", "--model", models[form], folder.Root, "--json")).Succeeds().Json.EnumerateArray().ToList();
        await using var web = await WebFixture.Start(models[form], settings => settings with { QueueLength = Pictures });
        var ml = new MLContext();
        using var model = ImageClassifierModel.Load(ml, models[form]);
        using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(model.Transformer, new PredictionEngineOptions { OwnsTransformer = false });
        var answers = await Task.WhenAll(files.Select(file => web.Classify(file.Bytes)));
        Assert.Equal(files.Select(file => file.Path), printed.Select(line => line.GetProperty("image").GetString()));
        for (int i = 0; i < Pictures; i++)
        {
            using var input = ImageInput.FromFile(files[i].Path);
            var expected = engine.Predict(input).Top(5);
            AssertSame(expected, printed[i].GetProperty("predictions"));
            AssertSame(expected, answers[i].GetProperty("pictures")[0].GetProperty("predictions"));
        }
    }

    // Two classes whose probabilities differ by less than the tolerance may stand in either order.
    private static void AssertSame(IReadOnlyList<ClassProbability> expected, JsonElement actual)
    {
        Assert.Equal(expected.Count, actual.GetArrayLength());
        foreach (var (rank, guess) in expected.Index())
        {
            Assert.Equal(guess.Probability, actual[rank].GetProperty("probability").GetDouble(), 1e-6);
            if (actual[rank].GetProperty("label").GetString() != guess.Label)
            {
                Assert.Contains(expected, other => other.Label == actual[rank].GetProperty("label").GetString() && Math.Abs(other.Probability - guess.Probability) < 2e-6);
            }
        }
    }
}
