using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;
using Cifar.Pipelines.Tests.Pipelines;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transfer;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Transfer;

[Collection(TorchTests.Name)]
public sealed class TransferTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly LabeledImages images = SyntheticImages.Generate(Cifar100Split.Train, 240);
    private readonly Backbone backbone;
    private readonly TransferOptions options;

    public TransferTests()
    {
        backbone = new Backbone(folder.Write(SmallBackbone.Residual(), "small.onnx"), "small", PixelNormalization.ImageNet);
        options = new TransferOptions { ImageSize = 32, CacheFolder = folder["cache"], ValidationFraction = 0.25, Threads = 2 };
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(FlipMode.None)]
    [InlineData(FlipMode.Average)]
    [InlineData(FlipMode.Augment)]
    public void The_delivered_file_has_preprocessing_backbone_and_head_inside(FlipMode flip)
    {
        using TransferResult result = new TransferTrainer(backbone, options with { ImageSize = 48, Flip = flip }).Fit(images);
        using var scorer = new OnnxImageScorer(result.ToOnnx());
        float[] actual = scorer.Score(images.Pixels.AsSpan(0, 4 * 3072));
        using var softmax = TorchSharp.torch.nn.Softmax(1);
        var x = new float[4 * 3072];
        for (int i = 0; i < x.Length; i++)
        {
            int channel = i / 1024 % 3;
            x[i] = (images.Pixels[i] - backbone.Normalization.Offset[channel]) * backbone.Normalization.Scale[channel];
        }

        using var logits = TorchSharp.torch.tensor(Reference.Run(result.Network, x, [4, 3, 32, 32]), new long[] { 4, images.Classes.Fine.Count });
        Reference.Near(logits.softmax(1).data<float>().ToArray(), actual, 1e-5);
        Assert.Equal(images.Classes, scorer.Description.Labels);
    }

    [Fact]
    public void Fine_tuning_changes_the_last_blocks_only_and_never_ends_below_the_frozen_backbone()
    {
        using TransferResult result = new TransferTrainer(backbone, options with { UnfreezeLast = 2, Epochs = 3, BatchSize = 16, LearningRate = 1e-3 }).Fit(images);
        Assert.Equal(3, result.FineTuning.Count);
        Assert.True(result.Description.Training!.ValidationAccuracy >= result.FrozenAccuracy);
        Assert.True(result.FineTuning[^1].TrainingLoss < result.FineTuning[0].TrainingLoss);

        using var original = backbone.Load(32, 32);
        for (int block = 0; block < original.Blocks.Count; block++)
        {
            bool same = original.WeightsOf(block).Zip(result.Network.Backbone.WeightsOf(block))
                .All(pair => pair.First.Value.eq(pair.Second.Value).all().item<bool>());
            Assert.True(same || block >= original.Blocks.Count - 2, $"block {block} changed");
        }

        Assert.Equal(3, Directory.GetFiles(folder["cache"]).Length);
    }

    [Fact]
    public void Images_that_the_head_has_learnt_from_after_all_do_not_count_as_held_out()
    {
        TrainingSummary Fitted(TransferHead head)
        {
            using TransferResult result = new TransferTrainer(backbone, options with { Head = head }).Fit(images);
            return result.Description.Training!;
        }

        TrainingSummary all = Fitted(TransferHead.Softmax), apart = Fitted(TransferHead.Prototype);
        Assert.Equal((240, 0), (all.TrainingImages, all.ValidationImages));
        Assert.InRange(all.ValidationAccuracy!.Value, 0, 1);
        Assert.Equal(240, apart.TrainingImages + apart.ValidationImages);
        Assert.InRange(apart.ValidationImages, 1, 120);
    }

    [Fact]
    public void A_set_with_one_class_is_refused() => Assert.Contains(
        "at least two classes",
        Assert.Throws<ArgumentException>(() => new TransferTrainer(backbone, options).Fit(images.Select([.. Enumerable.Range(0, images.Count).Where(i => images.Labels[i] == 0)]))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void The_trainer_fits_into_a_pipeline_and_its_model_is_saved_and_loaded()
    {
        var ml = new MLContext(1);
        IDataView data = ml.Data.LoadLabeledImages(images);
        var trainer = ml.MulticlassClassification.Trainers.OnnxTransfer(new OnnxTransferOptions
        {
            Backbone = backbone.Path, ImageSize = 32, CacheFolder = folder["cache"], Threads = 2,
        });
        var model = ml.Transforms.NormalizePixels(ColumnNames.Features, ColumnNames.Image, trainer.Backbone.Normalization).Append(trainer).Fit(data);
        float[][] Scores(ITransformer by) => [.. by.Transform(data).GetColumn<float[]>(ColumnNames.Score).Take(5)];
        float[][] expected = Scores(model), actual = Scores(SaveAndLoad.Through(ml, model, data.Schema));
        for (int i = 0; i < expected.Length; i++)
        {
            Reference.Near(expected[i], actual[i], 1e-5);
        }
    }

    [Fact]
    public void The_overload_of_image_classification_takes_pictures_as_they_are()
    {
        var ml = new MLContext(1);
        IDataView data = ml.Data.LoadLabeledImages(images);
        int told = 0;
        var model = ml.MulticlassClassification.Trainers.ImageClassification(new ImageClassificationOptions
        {
            Backbone = backbone.Path, ImageSize = 32, WorkspacePath = folder["work"], ReuseTrainSetBottleneckCachedValues = false, ValidationSet = data, MetricsCallback = _ => told++,
        }).Fit(data);
        Assert.True(told > 0);
        Assert.Empty(Directory.GetFileSystemEntries(folder["work"]));
        Assert.True(ml.MulticlassClassification.Evaluate(model.Transform(data)).MicroAccuracy > 2.0 / images.Classes.Fine.Count);
    }

    [Fact]
    public void Features_are_a_transform_that_is_saved_and_loaded()
    {
        var ml = new MLContext(1);
        IDataView data = ml.Data.LoadLabeledImages(images.Take(10));
        var options = new FeatureOptions { ImageSize = 32, CacheFolder = folder["cache"] };
        var model = ml.Transforms.NormalizePixels("Pixels", ColumnNames.Image, backbone.Normalization)
            .Append(ml.Transforms.OnnxFeatures("Embedding", "Pixels", backbone, options)).Fit(data);
        float[] expected = new FeatureExtractor(backbone, options).Extract(images.Take(10)).Values;
        float[] actual = [.. SaveAndLoad.Through(ml, model, data.Schema).Transform(data).GetColumn<float[]>("Embedding").SelectMany(row => row)];
        Reference.Near(expected, actual, 1e-5);
    }
}
