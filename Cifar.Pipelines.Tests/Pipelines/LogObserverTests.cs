using Cifar.Models.Data;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Tests.Models;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Pipelines;

[Collection(TorchTests.Name)]
public sealed class LogObserverTests
{
    [Fact]
    public void Every_epoch_is_a_line_of_the_log()
    {
        var ml = new MLContext(1);
        var lines = new List<string>();
        ml.Log += (_, message) => lines.Add(message.RawMessage);
        using var log = new LogObserver(ml);
        var data = ml.Data.LoadLabeledImages(SyntheticImages.Generate(Cifar100Split.Train, 120));
        using var model = ml.Transforms.NormalizePixels(ColumnNames.Features, ColumnNames.Image)
            .Append(ml.MulticlassClassification.Trainers.TorchCnn(new() { Epochs = 2, BatchSize = 40, ValidationFraction = 0, Threads = 1, Observers = [log] }))
            .Fit(data);
        string[] training = [.. lines.Where(line => line.Contains("epoch", StringComparison.Ordinal))];
        Assert.StartsWith("training simple-cnn on 120 images, 0 held out, 3 steps an epoch, on cpu", training[0], StringComparison.Ordinal);
        Assert.StartsWith("epoch 1: loss ", training[1], StringComparison.Ordinal);
        Assert.StartsWith("epoch 2: loss ", training[2], StringComparison.Ordinal);
        Assert.StartsWith("ended after 2 epochs", training[3], StringComparison.Ordinal);
    }
}
