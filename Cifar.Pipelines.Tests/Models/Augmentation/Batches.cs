using Cifar.Models.Augmentation;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Augmentation;

/// <summary>Small batches of random pixels, and what a policy does to them.</summary>
internal static class Batches
{
    public static readonly float[] Grey = [128, 128, 128];

    public static Tensor Random(int count, int height = 16, int width = 16) =>
        randint(0, 256, new long[] { count, height, width, 3 }, ScalarType.Float32).permute(0, 3, 1, 2);

    public static Tensor Flat(int count, double level, int height = 16, int width = 16) =>
        full(new long[] { count, height, width, 3 }, level, ScalarType.Float32).permute(0, 3, 1, 2);

    /// <summary>A copy of the images after everything but flip, translation and mixing.</summary>
    public static Tensor Augment(this Tensor images, string policy, float[]? fill = null) =>
        new BatchAugmentation(AugmentationPolicy.Parse(policy), (int)images.shape[2], (int)images.shape[3], fill ?? Grey, CPU).Apply(ChannelsLastCopy(images));

    public static MixedBatch Mix(this Tensor images, Tensor labels, string policy) =>
        new BatchAugmentation(AugmentationPolicy.Parse(policy), (int)images.shape[2], (int)images.shape[3], Grey, CPU).Mix(images, labels);

    public static double Number(this Tensor value) => value.to(ScalarType.Float64).item<double>();

    public static double LargestDifference(Tensor a, Tensor b) => (a - b).abs().max().Number();

    /// <summary>Share of the images that are not what they were.</summary>
    public static double ShareChanged(Tensor before, Tensor after) => Changed(before, after).mean().Number();

    /// <summary>1 for each image that is not what it was.</summary>
    public static Tensor Changed(Tensor before, Tensor after) => (before - after).abs().amax(new long[] { 1, 2, 3 }).gt(0.01).to(ScalarType.Float64);

    private static Tensor ChannelsLastCopy(Tensor images) => images.permute(0, 2, 3, 1).contiguous().clone().permute(0, 3, 1, 2);
}
