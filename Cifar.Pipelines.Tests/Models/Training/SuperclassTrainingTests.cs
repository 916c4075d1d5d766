using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Tests.Pipelines;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Models.Training;

/// <summary>Networks that learn the superclasses too, through the ML.NET trainer.</summary>
[Collection(TorchTests.Name)]
public sealed class SuperclassTrainingTests
{
    private static readonly TorchTrainerOptions Options = new() { Heads = NetworkHeads.FineAndCoarse, Epochs = 6, BatchSize = 20, LearningRate = 2e-3, Threads = 1 };

    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void The_delivered_model_tells_the_superclasses_too()
    {
        var images = Pictures.Coloured(240);
        var pipeline = ml.Transforms.NormalizePixels(ColumnNames.Features, ColumnNames.Image).Append(ml.MulticlassClassification.Trainers.TorchImageClassification(Options));
        using var model = pipeline.Fit(ml.Data.LoadLabeledImages(images));
        using var scorer = new OnnxImageScorer(model.LastTransformer.ToOnnx());
        Assert.Equal(2, scorer.Superclasses);

        var test = Pictures.Coloured(90, seed: 5);
        var fine = new float[90 * 3];
        var coarse = new float[90 * 2];
        scorer.Run(test.Pixels, fine, default, coarse);
        int right = 0;
        for (int i = 0; i < 90; i++)
        {
            Assert.Equal(fine[3 * i], coarse[2 * i], 1e-5f);
            Assert.Equal(fine[(3 * i) + 1] + fine[(3 * i) + 2], coarse[(2 * i) + 1], 1e-5f);
            Assert.Equal(1, coarse[2 * i] + coarse[(2 * i) + 1], 1e-5f);
            right += coarse[2 * i] > 0.5 == (test.Labels[i] == 0) ? 1 : 0;
        }

        Assert.InRange(right, 81, 90);
    }

    [Fact]
    public void Images_without_superclasses_are_refused_with_what_to_do()
    {
        var data = ml.Transforms.NormalizePixels(ColumnNames.Features, ColumnNames.Image).Fit(ml.Data.LoadLabeledImages(Pictures.Random(8, side: 16)))
            .Transform(ml.Data.LoadLabeledImages(Pictures.Random(8, side: 16)));
        string message = Assert.Throws<ArgumentException>(() => ml.MulticlassClassification.Trainers.TorchImageClassification(Options).Fit(data)).Message;
        Assert.Equal("The heads are 'fine+coarse', but these images have no superclasses. Use 'fine', or give the superclass of each class.", message);
    }
}
