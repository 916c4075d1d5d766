using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Pipelines;

/// <summary>From images to an ordinary ML.NET model, on a task that takes a second to learn.</summary>
public sealed class TorchTrainerTests(TorchTrainerTests.Trained trained) : IClassFixture<TorchTrainerTests.Trained>
{
    private readonly MLContext ml = trained.Ml;

    [Fact]
    public void The_network_learns() => Assert.InRange(ml.MulticlassClassification.Evaluate(trained.Scored).MicroAccuracy, 0.95, 1);

    [Fact]
    public void Scores_are_probabilities_with_the_names_of_the_classes()
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        trained.Scored.Schema["Score"].GetSlotNames(ref names);
        Assert.Equal(["red", "green", "blue"], names.DenseValues().Select(name => name.ToString()));
        Assert.All(trained.Scored.GetColumn<float[]>("Score"), score => Assert.Equal(1, score.Sum(), 1e-5));
    }

    [Fact]
    public void The_predicted_label_is_the_greatest_score()
    {
        var scores = trained.Scored.GetColumn<float[]>("Score").ToArray();
        var keys = trained.Scored.GetColumn<uint>("PredictedLabel").ToArray();
        var names = trained.Scored.GetColumn<string>("PredictedClass").ToArray();
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.Equal(Array.IndexOf(scores[i], scores[i].Max()) + 1, (int)keys[i]);
            Assert.Equal(new[] { "red", "green", "blue" }[keys[i] - 1], names[i]);
        }
    }

    [Fact]
    public void Superclasses_travel_from_the_data_into_the_model() =>
        Assert.Equal(["warm", "cold"], trained.Classifier.Description.Labels.Coarse!);

    [Fact]
    public void The_saved_model_predicts_the_same()
    {
        var loaded = SaveAndLoad.Through(ml, trained.Model, trained.Test.Schema);
        var before = trained.Scored.GetColumn<float[]>("Score").ToArray();
        var after = loaded.Transform(trained.Test).GetColumn<float[]>("Score").ToArray();
        for (int i = 0; i < before.Length; i++)
        {
            Assert.All(before[i].Zip(after[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public void The_saved_model_keeps_names_and_metrics()
    {
        var scored = SaveAndLoad.Through(ml, trained.Model, trained.Test.Schema).Transform(trained.Test);
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        Assert.Equal(["red", "green", "blue"], names.DenseValues().Select(name => name.ToString()));
        names = default;
        scored.Schema["PredictedLabel"].GetKeyValues(ref names);
        Assert.Equal(["red", "green", "blue"], names.DenseValues().Select(name => name.ToString()));
        Assert.Equal(
            ml.MulticlassClassification.Evaluate(trained.Scored).MicroAccuracy,
            ml.MulticlassClassification.Evaluate(scored).MicroAccuracy);
    }

    [Fact]
    public void A_prediction_engine_takes_pictures_of_any_size_before_and_after_saving()
    {
        foreach (var model in new[] { trained.Model, SaveAndLoad.Through(ml, trained.Model, trained.Test.Schema) })
        {
            using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
            foreach (int side in new[] { 5, 16, 61 })
            {
                var rgba = Enumerable.Range(0, side * side).SelectMany(_ => new byte[] { 70, 190, 80, 255 }).ToArray();
                using var input = new ImageInput { Image = MLImage.CreateFromPixels(side, side, MLPixelFormat.Rgba32, rgba) };
                var prediction = engine.Predict(input);
                Assert.Equal("green", prediction.PredictedLabel);
                var top = prediction.Top(2);
                Assert.Equal("green", top[0].Label);
                Assert.True(top[0].Probability >= top[1].Probability);
            }
        }
    }

    [Fact]
    public void Single_rows_and_batches_score_the_same()
    {
        using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(trained.Model, new PredictionEngineOptions { OwnsTransformer = false });
        var batch = trained.Scored.GetColumn<float[]>("Score").ToArray();
        var images = trained.Test.GetColumn<MLImage>("Image").ToArray();
        for (int i = 0; i < 20; i++)
        {
            var single = engine.Predict(new ImageInput { Image = images[i] }).Score;
            Assert.All(single.Zip(batch[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public void Columns_of_the_data_pass_through_the_batches_unchanged()
    {
        Assert.Equal(trained.Test.GetColumn<uint>("Label"), trained.Scored.GetColumn<uint>("Label"));
        var before = trained.Test.GetColumn<MLImage>("CopyOfImage").Select(Pictures.Planar).ToArray();
        var after = trained.Scored.GetColumn<MLImage>("CopyOfImage").Select(Pictures.Planar).ToArray();
        Assert.Equal(before, after);
    }

    [Fact]
    public void The_onnx_file_takes_raw_pixels_and_agrees_with_the_pipeline()
    {
        using var scorer = new OnnxImageScorer(trained.Classifier.ToOnnx());
        Assert.True(scorer.TakesPixels);
        var expected = trained.Scored.GetColumn<float[]>("Score").SelectMany(score => score).ToArray();
        var actual = scorer.Score(trained.TestImages.Pixels);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Models_are_read_from_both_kinds_of_file()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            string zip = Path.Combine(folder.FullName, "model.zip"), onnx = Path.Combine(folder.FullName, "model.onnx");
            ml.Model.Save(trained.Model, trained.Test.Schema, zip);
            trained.Classifier.SaveOnnx(onnx);
            var expected = trained.Scored.GetColumn<string>("PredictedClass").ToArray();
            foreach (string path in new[] { zip, onnx })
            {
                using var model = ImageClassifierModel.Load(new MLContext(), path);
                Assert.Equal(trained.Classifier.Description.ToJson(), model.Description.ToJson());
                Assert.Equal(expected, model.Transformer.Transform(trained.Test).GetColumn<string>("PredictedClass").ToArray());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_onnx_model_can_be_saved_as_an_ML_NET_model()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            string onnx = Path.Combine(folder.FullName, "model.onnx");
            trained.Classifier.SaveOnnx(onnx);
            using var model = ImageClassifierModel.Load(ml, onnx);
            var loaded = SaveAndLoad.Through(ml, model.Transformer, trained.Test.Schema);
            Assert.Equal(trained.Scored.GetColumn<string>("PredictedClass").ToArray(), loaded.Transform(trained.Test).GetColumn<string>("PredictedClass").ToArray());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_report_agrees_with_counting()
    {
        var report = ml.MulticlassClassification.EvaluateImages(trained.Scored, trained.Classifier.Description.Labels);
        var right = trained.Scored.GetColumn<uint>("Label").Zip(trained.Scored.GetColumn<uint>("PredictedLabel"), (label, predicted) => label == predicted).ToArray();
        Assert.Equal(right.Length, report.Count);
        Assert.Equal(right.Count(isRight => isRight) / (double)right.Length, report.MicroAccuracy, 1e-12);
        Assert.Equal(1, report.Top5Accuracy);
        Assert.InRange(report.CoarseAccuracy!.Value, report.MicroAccuracy, 1);
    }

    [Fact]
    public void Data_with_other_classes_are_refused_by_the_report()
    {
        var other = new Cifar.Models.Data.ClassLabels(["a", "b", "c"]);
        var error = Assert.Throws<ArgumentException>(() => ml.MulticlassClassification.EvaluateImages(trained.Scored, other));
        Assert.Contains("name their classes differently", error.Message);

        var longer = new Cifar.Models.Data.ClassLabels([.. trained.Classifier.Description.Labels.Fine, "one more"]);
        error = Assert.Throws<ArgumentException>(() => ml.MulticlassClassification.EvaluateImages(trained.Scored, longer));
        Assert.Contains("the names agree as far as both have some", error.Message);
    }

    [Fact]
    public void Features_of_unknown_origin_train_but_give_no_pixel_file()
    {
        var pipeline = ml.Transforms.ExtractPixels("Features", "Image", offsetImage: 100, scaleImage: 0.01f)
            .Append(ml.MulticlassClassification.Trainers.TorchCnn(new TorchTrainerOptions { Epochs = 1, BatchSize = 32 }));
        using var model = pipeline.Fit(trained.Test);
        Assert.Throws<InvalidOperationException>(() => model.LastTransformer.ToOnnx());
    }

    [Fact]
    public void Features_of_a_loaded_preprocessing_can_be_learnt_from()
    {
        var preprocessing = ml.Transforms.NormalizePixels("Features", "Image", PixelNormalization.Cifar100).Fit(trained.Test);
        var features = SaveAndLoad.Through(ml, preprocessing, trained.Test.Schema).Transform(trained.Test);
        using var model = ml.MulticlassClassification.Trainers.TorchCnn(new TorchTrainerOptions { Epochs = 1, BatchSize = 32 }).Fit(features);
        Assert.Equal(16, model.Description.Height);
    }

    [Fact]
    public void Wrong_columns_are_refused_before_any_work()
    {
        var trainer = ml.MulticlassClassification.Trainers.TorchCnn();
        Assert.Contains("NormalizePixels", Assert.ThrowsAny<ArgumentException>(() => trainer.Fit(trained.Test)).Message);
        var noLabel = ml.Transforms.NormalizePixels("Features", "Image").Append(ml.Transforms.DropColumns("Label"));
        var data = noLabel.Fit(trained.Test).Transform(trained.Test);
        Assert.Contains("'Label'", Assert.ThrowsAny<ArgumentException>(() => trainer.Fit(data)).Message);
    }

    [Fact]
    public void All_wrong_options_are_named_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            ml.MulticlassClassification.Trainers.TorchImageClassification(new TorchTrainerOptions { Epochs = 0, ValidationFraction = 1 }));
        Assert.Contains(nameof(TrainingOptions.Epochs), error.Message);
        Assert.Contains(nameof(TrainingOptions.ValidationFraction), error.Message);
    }

    [Fact]
    public void A_cancelled_training_still_delivers_a_model()
    {
        using var cancel = new CancellationTokenSource();
        var progress = new Cancelling(cancel);
        var trainer = ml.MulticlassClassification.Trainers.TorchCnn(new TorchTrainerOptions { Epochs = 100, BatchSize = 32, Progress = progress, CancellationToken = cancel.Token });
        using var model = ml.Transforms.NormalizePixels("Features", "Image").Append(trainer).Fit(trained.Test);
        Assert.True(model.LastTransformer.Description.Training!.Interrupted);
        Assert.InRange(model.LastTransformer.Description.Training.Epochs, 1, 5);
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == 2)
            {
                source.Cancel();
            }
        }
    }

    public sealed class Trained : IDisposable
    {
        public Trained()
        {
            var train = Ml.Data.LoadLabeledImages(Pictures.Coloured(300));
            TestImages = Pictures.Coloured(1_000, seed: 2);
            var images = Ml.Data.LoadLabeledImages(TestImages);
            Test = Ml.Transforms.CopyColumns("CopyOfImage", "Image").Fit(images).Transform(images);
            var pipeline = Ml.Transforms.UnsharpMask("Image")
                .Append(Ml.Transforms.NormalizePixels("Features", "Image", PixelRange.MinusOneToOne))
                .Append(Ml.MulticlassClassification.Trainers.TorchCnn(new TorchTrainerOptions { Epochs = 4, BatchSize = 25, LearningRate = 2e-3 }));
            var model = pipeline.Fit(train);
            Model = model;
            Classifier = model.LastTransformer;
            Scored = model.Transform(Test);
        }

        public MLContext Ml { get; } = new(seed: 1);

        public ITransformer Model { get; }

        public ImageClassificationTransformer Classifier { get; }

        public Cifar.Models.Data.LabeledImages TestImages { get; }

        public IDataView Test { get; }

        public IDataView Scored { get; }

        public void Dispose() => ((IDisposable)Model).Dispose();
    }
}
