using Cifar.Models.Augmentation;
using Cifar.Models.Augmentation.Mixing;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Augmentation;

/// <summary>Mixup and CutMix.</summary>
[Collection(TorchTests.Name)]
public sealed class MixingTests
{
    private const int Count = 2_000;

    [Theory]
    [InlineData("mixup=0.4")]
    [InlineData("cutmix=1")]
    [InlineData("mixup=1 cutmix=1")]
    [InlineData("mixup=1 mixup-probability=0.3 cutmix=0.5 cutmix-probability=0.6")]
    public void The_share_of_the_labels_is_the_share_of_the_pixels(string policy)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(1);

        // Image i is all i: what it is after mixing says how much of which other image is in it.
        Tensor labels = arange(Count, ScalarType.Int64);
        Tensor images = labels.to(ScalarType.Float32).reshape(-1, 1, 1, 1).expand(Count, 3, 12, 10).contiguous();
        MixedBatch mixed = images.Mix(labels, policy);
        Tensor share = mixed.Share!.to(ScalarType.Float64);
        Assert.True(share.ge(0).logical_and(share.le(1)).all().item<bool>());
        Tensor expected = (labels * share) + (mixed.OtherLabels! * (1 - share));
        Assert.True((expected - mixed.Images.to(ScalarType.Float64).mean(new long[] { 1, 2, 3 })).abs().max().item<double>() < 0.01);
        Assert.Same(labels, mixed.Labels);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (long)i), mixed.OtherLabels!.data<long>().ToArray().Order());
    }

    [Fact]
    public void Every_share_is_drawn_from_the_beta_distribution()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (var group in AugmentationFixture.References.GetProperty("beta").EnumerateArray().GroupBy(each => each.GetProperty("alpha").GetDouble()))
        {
            manual_seed(2);
            const int Draws = 100_000;
            Tensor values = new SymmetricBeta(group.Key, CPU).Sample(new Draws(Draws, CPU));
            foreach (var point in group)
            {
                double below = point.GetProperty("below").GetDouble();
                double error = values.le(point.GetProperty("at").GetDouble()).to(ScalarType.Float64).mean().item<double>() - below;
                Assert.True(Math.Abs(error) < 5 * Math.Sqrt(below * (1 - below) / Draws) + 1e-5, $"alpha {group.Key}, below {below}: off by {error}");
            }
        }
    }

    [Theory]
    [InlineData("mixup=1 mixup-probability=0.3", 0.3)]
    [InlineData("cutmix=1 cutmix-probability=0.7", 0.7)]
    [InlineData("mixup=1 mixup-probability=0.2 cutmix=1 cutmix-probability=0.6", 0.4)]
    public void So_many_images_are_mixed_as_the_policy_says(string policy, double probability)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(3);
        MixedBatch mixed = Batches.Random(Count, 32, 32).Mix(zeros(Count, ScalarType.Int64), policy);
        double share = mixed.Share!.lt(1).to(ScalarType.Float64).mean().item<double>();

        // A rectangle may round to nothing.
        Assert.InRange(share, probability - 0.07, probability + 0.04);
    }

    [Fact]
    public void CutMix_pastes_one_rectangle_and_changes_nothing_else()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(4);
        Tensor images = arange(64, ScalarType.Float32).reshape(-1, 1, 1, 1).expand(64, 3, 9, 16).contiguous();
        MixedBatch mixed = images.Mix(arange(64, ScalarType.Int64), "cutmix=1");
        Tensor pasted = mixed.Images.ne(images).select(1, 0);
        Tensor rows = pasted.any(2), columns = pasted.any(1);
        Assert.True(pasted.eq(rows.unsqueeze(2).logical_and(columns.unsqueeze(1))).all().item<bool>());
        Assert.True(pasted.sum().item<long>() > 0);
    }

    [Fact]
    public void Without_mixing_images_and_labels_stay_as_they_are()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Batches.Random(2), labels = zeros(2, ScalarType.Int64);
        Assert.Equal(new MixedBatch(images, labels, null, null), images.Mix(labels, "standard cutout=8"));
    }
}
