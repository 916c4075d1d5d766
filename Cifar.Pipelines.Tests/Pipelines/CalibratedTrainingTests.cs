using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Tests.Models;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Pipelines;

/// <summary>A temperature as a part of the training.</summary>
[Collection(TorchTests.Name)]
public sealed class CalibratedTrainingTests
{
    private const int Seed = 5;
    private const double Share = 0.25;

    private static readonly LabeledImages Images = SyntheticImages.Generate(Cifar100Split.Train, 240);

    private readonly MLContext ml = new(Seed);

    [Fact]
    public void The_delivered_model_has_the_temperature_that_fits_the_held_out_images()
    {
        var data = ml.Data.LoadLabeledImages(Images);
        using var plain = Pipeline(calibrate: false).Fit(data);
        using var calibrated = Pipeline(calibrate: true).Fit(data);
        Assert.Null(plain.LastTransformer.Calibration);
        var fit = calibrated.LastTransformer.Calibration!;
        int[] held = StratifiedSplit.Split(Images.Labels, Share, Seed).Validation;
        Assert.Equal(held.Length, fit.Count);
        Assert.True(fit.LogLossAfter < fit.LogLossBefore);
        Assert.Equal(1, plain.LastTransformer.Description.Temperature);
        Assert.Equal(fit.Factor, calibrated.LastTransformer.Description.Temperature);

        // The same as calibrating the finished model on the same images, which an outsider can do with the public API.
        var heldOut = ml.Data.LoadLabeledImages(Images.Select(held));
        var after = ml.MulticlassClassification.FitTemperature(plain.Transform(heldOut));
        Assert.Equal(after.Factor, fit.Factor, 1e-3 * fit.Factor);
        Assert.Equal(after.LogLossBefore, fit.LogLossBefore, 1e-4);
        Assert.Equal(fit.LogLossAfter, ml.MulticlassClassification.EvaluateImages(calibrated.Transform(heldOut)).LogLoss, 1e-4);
        Assert.Equal(plain.Transform(data).GetColumn<uint>("PredictedLabel"), calibrated.Transform(data).GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void The_saved_forms_of_a_calibrated_model_give_its_probabilities()
    {
        var data = ml.Data.LoadLabeledImages(Images);
        using var model = Pipeline(calibrate: true).Fit(data);
        float[][] expected = [.. model.Transform(data).GetColumn<float[]>("Score").Take(20)];
        using var scorer = new OnnxImageScorer(model.LastTransformer.ToOnnx());
        Assert.Equal(model.LastTransformer.Description.Temperature, scorer.Description.Temperature);
        float[] onnx = scorer.Score(Images.Take(20).Pixels);
        float[] zip = [.. SaveAndLoad.Through(ml, model, data.Schema).Transform(data).GetColumn<float[]>("Score").Take(20).SelectMany(row => row)];
        Exported.AreClose(expected.SelectMany(row => row).ToArray(), onnx, 1e-5);
        Exported.AreClose(expected.SelectMany(row => row).ToArray(), zip, 1e-5);
    }

    [Fact]
    public void Without_held_out_images_it_is_refused_before_any_work()
    {
        string message = Assert.Throws<ArgumentException>(() => ml.MulticlassClassification.Trainers.TorchImageClassification(Options(true) with { ValidationFraction = 0 })).Message;
        Assert.Contains("Calibrate", message, StringComparison.Ordinal);
        Assert.Contains("ValidationFraction", message, StringComparison.Ordinal);
    }

    private static TorchTrainerOptions Options(bool calibrate) =>
        new() { Network = "simple-cnn", Epochs = 2, BatchSize = 30, ValidationFraction = Share, Seed = Seed, Threads = 1, Calibrate = calibrate };

    private EstimatorChain<ImageClassificationTransformer> Pipeline(bool calibrate) => ml.Transforms.UnsharpMask("Image")
        .Append(ml.Transforms.NormalizePixels("Features", "Image", PixelRange.MinusOneToOne))
        .Append(ml.MulticlassClassification.Trainers.TorchImageClassification(Options(calibrate)));
}
