using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Models.Training.Checkpoints;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Checkpoints;

/// <summary>A small training's identity and states.</summary>
internal static class CheckpointExamples
{
    public static CheckpointIdentity Identity(TrainingOptions? options = null, int classes = 3, byte pixel = 7)
    {
        using var network = new SimpleCnn(classes, 8, 8);
        options ??= new();
        return CheckpointIdentity.Of(network, options, options.Resolve(new()), Images(classes, pixel));
    }

    public static CheckpointState State(int epoch, int step, int seed = 0)
    {
        Tensor order = tensor(new long[] { 3, 1, 2, 0, seed });
        var tensors = new Dictionary<string, Tensor>
        {
            [CheckpointTensors.RandomState] = get_rng_state(),
            [CheckpointTensors.Order] = order,
            ["augmentation.flip"] = order.gt(1),
        };
        tensors.Add(CheckpointTensors.Network, new Dictionary<string, Tensor> { ["conv.weight"] = rand(4, 3, 3, 3), ["norm.num_batches_tracked"] = tensor(17L) });
        tensors.Add(CheckpointTensors.Optimizer, new Dictionary<string, Tensor> { ["conv.weight.exp_avg"] = rand(4, 3, 3, 3) });
        TrainingEpoch[] epochs = [.. Enumerable.Range(1, epoch - 1).Select(one => new TrainingEpoch(one, 1e-3 / 3, 2.1 / one, 1.9 / one, 0.1 * one, 123.4, 5.6))];
        var scalars = new Dictionary<string, double> { ["plateau.best"] = double.NegativeInfinity, ["loss.sum"] = 0.1 + 0.2, ["none"] = double.NaN };
        return new(new(epoch, step, epoch - 1, 1234567890123), tensors, epochs, scalars, 98.7);
    }

    public static void AssertEqual(CheckpointState expected, CheckpointState? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Position, actual.Position);
        Assert.Equal(expected.Epochs, actual.Epochs);
        Assert.Equal(expected.Scalars.OrderBy(pair => pair.Key), actual.Scalars.OrderBy(pair => pair.Key));
        Assert.Equal(expected.Seconds, actual.Seconds);
        Assert.Equal(expected.Tensors.Keys.Order(StringComparer.Ordinal), actual.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected.Tensors, pair => Assert.True(pair.Value.dtype == actual.Tensors[pair.Key].dtype && pair.Value.equal(actual.Tensors[pair.Key]).all().item<bool>(), pair.Key));
    }

    public static Dictionary<string, Tensor> Weights(float value) => new() { ["w"] = full(new long[] { 4 }, value) };

    private static TrainingData Images(int classes, byte pixel)
    {
        var pixels = new byte[classes * 3 * 8 * 8];
        pixels[0] = pixel;
        return TrainingData.FromBytes(pixels, [.. Enumerable.Range(0, classes)], classes, 8, 8, PixelNormalization.Cifar100);
    }
}
