using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Tests.Pipelines;
using Cifar.Pipelines.Tests.Serving;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Performance;

/// <summary>What a prediction leaves for the garbage collector. Budgets are a quarter above what was measured.</summary>
public sealed class PredictionAllocationTests(ServingModels models) : IClassFixture<ServingModels>
{
    [Theory]
    [InlineData("first.onnx", 2_300)]
    [InlineData("first.zip", 6_300)]
    public void A_prediction_engine_keeps_its_budget(string model, double budget)
    {
        var ml = new MLContext();
        using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(ImageClassifierModel.Load(ml, models[model]).Transformer);
        using var image = MLImage.CreateFromPixels(32, 32, MLPixelFormat.Rgba32, Models.Images.Random(4 * 32 * 32, seed: 1));
        var input = new ImageInput { Image = image };
        var prediction = new ImagePrediction();
        Allocated.IsAtMost(budget, Allocated.PerCall(() => engine.Predict(input, ref prediction)));
    }

    [Fact]
    public void The_scorer_allocates_no_more_for_many_images_than_for_one()
    {
        using var scorer = OnnxImageScorer.Load(models["first.onnx"]);
        double Of(int count)
        {
            byte[] pixels = Models.Images.Random(count * 3 * 32 * 32, seed: 2);
            var probabilities = new float[count * scorer.Classes];
            return Allocated.PerCall(() => scorer.Run(pixels, probabilities));
        }

        double one = Of(1), many = Of(32);
        Allocated.IsAtMost(1_150, one);
        Allocated.IsAtMost(one + 100, many);
    }

    [Fact]
    public void Sharpening_needs_no_memory_that_grows_with_the_picture()
    {
        byte[] pixels = Models.Images.Random(3 * 300 * 200, seed: 3), sharpened = new byte[pixels.Length];
        Allocated.IsAtMost(100, Allocated.PerCall(() => SharpeningKernel.Default.Apply(pixels, 300, 200, sharpened)));
    }

    [Fact]
    public void A_row_of_features_costs_its_picture_and_no_more()
    {
        const int Rows = 512;
        var ml = new MLContext();
        var data = ml.Data.LoadLabeledImages(Pictures.Random(Rows));
        var view = ml.Transforms.NormalizePixels(ColumnNames.Features, ColumnNames.Image).Fit(data).Transform(data);
        var column = view.Schema[ColumnNames.Features];
        using var cursor = view.GetRowCursor([column]);
        var get = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> features = default;
        Allocated.IsAtMost((4 * 32 * 32) + 500, Allocated.PerCall(() =>
        {
            cursor.MoveNext();
            get(ref features);
        }));
    }
}
