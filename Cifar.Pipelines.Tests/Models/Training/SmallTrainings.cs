using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Training;

/// <summary>Images that are learnt in a few steps, a network of two thousand weights, and what a training left in another.</summary>
internal static class SmallTrainings
{
    public const int Classes = 4;

    /// <summary>Four classes of noisy images: horizontal or vertical stripes, bright or dark.</summary>
    public static TrainingData Stripes(int count, int side = 16)
    {
        var random = new Random(11);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % Classes)];
        byte[] pixels = [.. labels.SelectMany(label => Enumerable.Range(0, 3 * side * side).Select(i =>
        {
            int line = label % 2 == 0 ? i / side % side : i % side;
            return (byte)Math.Clamp((label < 2 ? 60 : 160) + (line / 2 % 2 * 60) + random.Next(-20, 21), 0, 255);
        }))];
        return TrainingData.FromBytes(pixels, labels, Classes, side, side, PixelNormalization.MinusOneToOne);
    }

    /// <summary>A convolution and two layers on top, on images of 8 pixels.</summary>
    public static ImageNetwork Tiny() => new CustomNetwork(
        nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 6 * 6, 12), nn.ReLU(), nn.Linear(12, Classes)), "tiny", Classes, 8, 8);

    /// <summary>Every number of a network's state; float64 holds them all exactly.</summary>
    public static double[] Weights(nn.Module network)
    {
        using DisposeScope scope = NewDisposeScope();
        return Numbers(network.state_dict().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value));
    }

    public static double[] Numbers(IEnumerable<Tensor> tensors)
    {
        using DisposeScope scope = NewDisposeScope();
        return [.. tensors.SelectMany(tensor => tensor.detach().to(ScalarType.Float64).reshape(-1).data<double>().ToArray())];
    }

    /// <summary>What an epoch says, but for the time it took.</summary>
    public static (int Epoch, double Rate, double Loss, double? TrainingAccuracy, double? ValidationLoss, double? Accuracy)[] Figures(TrainedNetwork trained) =>
        [.. trained.History.Epochs.Select(epoch => (epoch.Epoch, epoch.LearningRate, epoch.TrainingLoss, epoch.TrainingAccuracy, epoch.ValidationLoss, epoch.ValidationAccuracy))];
}
