using Cifar.Models.Augmentation;
using Cifar.Models.Augmentation.Geometry;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Augmentation;

/// <summary>Policies on batches: ranges, probabilities, sizes, and what must not change.</summary>
[Collection(TorchTests.Name)]
public sealed class BatchAugmentationTests : IDisposable
{
    private const int Many = 1_500;

    private readonly DisposeScope scope = NewDisposeScope();

    public BatchAugmentationTests() => manual_seed(11);

    public void Dispose() => scope.Dispose();

    public static TheoryData<string> EveryPolicy =>
    [
        .. AugmentationPolicy.Presets.Keys,
        "rotate=30 zoom=0.7..1.4 shear=20 shift-x=0.2 shift-y=0.2 mirror=0.5 mirror-vertical=0.5 crop=5 fill=edge",
        "brightness=0.5 contrast=0.5 saturation=0.5 hue=0.2", "cutout=8", "erase=1", "coarse-dropout=0.5", "elastic=1", "grid-distortion=1 fill=constant",
        "trivial rotate=10", "rand=4:30", "pick=1..2 rotate=30 cutout=4 erase=1 trivial brightness=0.5",
    ];

    [Theory]
    [MemberData(nameof(EveryPolicy))]
    public void Every_policy_keeps_shape_range_and_memory_layout_at_any_size(string policy)
    {
        foreach ((int height, int width) in new[] { (8, 8), (32, 32), (40, 24), (9, 31) })
        {
            Tensor after = Batches.Random(24, height, width).Augment(policy);
            Assert.Equal([24, 3, height, width], after.shape);
            Assert.Equal([3L * height * width, 1, 3L * width, 3], after.stride());
            Assert.True(after.ge(-0.01).logical_and(after.le(255.01)).all().item<bool>());
        }
    }

    [Theory]
    [MemberData(nameof(EveryPolicy))]
    public void The_same_seed_gives_the_same_images_and_leaves_no_tensors_behind(string text)
    {
        Tensor images = Batches.Random(32);
        var augmentation = new BatchAugmentation(AugmentationPolicy.Parse(text), 16, 16, Batches.Grey, CPU);
        Tensor Run(int seed)
        {
            manual_seed(seed);
            return augmentation.Apply(images.permute(0, 2, 3, 1).contiguous().clone().permute(0, 3, 1, 2));
        }

        Tensor first = Run(5), again = Run(5), other = Run(6);
        Assert.Equal(0, Batches.LargestDifference(first, again));
        var policy = AugmentationPolicy.Parse(text);
        Assert.Equal(policy is { Flip: FlipMode.Random, HasPixels: false } || policy.IsNone, Batches.LargestDifference(first, other) == 0);

        Tensor batch = images.clone();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        augmentation.Apply(batch).Dispose();
        Assert.InRange(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, -1, 1);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("pick=0 rotate=90 brightness=0.9 cutout=8 erase=1 coarse-dropout=1 trivial crop=5 elastic=1 grid-distortion=1 mirror=1 shear=40 zoom=2 shift-x=0.5 hue=0.4")]
    [InlineData("rotate=0 brightness=0 zoom=1")]
    [InlineData("elastic=1 elastic-alpha=0")]
    [InlineData("grid-distortion=1 grid-distortion-limit=0")]
    [InlineData("rand=3:0")]
    public void Strength_zero_changes_nothing(string policy)
    {
        // Of RandAugment's operations four have no strength.
        Tensor images = Batches.Random(64);
        Tensor changed = Batches.Changed(images, images.Augment(policy));
        Assert.True(policy.StartsWith("rand", StringComparison.Ordinal) ? changed.mean().Number() < 0.6 : changed.sum().Number() == 0);
    }

    [Fact]
    public void A_mirror_is_exact_and_as_frequent_as_asked()
    {
        Tensor images = Batches.Random(Many);
        Tensor after = images.Augment("mirror=0.3");
        Assert.InRange(Batches.ShareChanged(images, after), 0.25, 0.35);
        Assert.True(images.flip(3).sub(after).abs().amax(new long[] { 1, 2, 3 }).lt(0.01).logical_or(Batches.Changed(images, after).eq(0)).all().item<bool>());
        Assert.True(Batches.LargestDifference(images.flip(2), images.Augment("mirror-vertical=1")) < 0.01);
    }

    [Fact]
    public void Picking_none_to_three_of_three_does_each_of_them_to_half_of_the_images()
    {
        Tensor images = Batches.Random(Many);
        var augmentation = AugmentationPolicy.Presets["r1"] with { Mirror = 1, Crop = 0, CoarseDropout = 0, Cutout = 9 };
        Tensor after = new BatchAugmentation(augmentation with { Pick = new(0, 2) }, 16, 16, Batches.Grey, CPU).Apply(images.clone());
        Tensor cut = after.eq(128).all(1).any(2).any(1);
        Assert.InRange(cut.to(ScalarType.Float64).mean().Number(), 0.45, 0.55);
        Assert.InRange(Batches.ShareChanged(images, after), 0.62, 0.71);

        Tensor one = new BatchAugmentation(augmentation with { Pick = new(1, 1) }, 16, 16, Batches.Grey, CPU).Apply(images.clone());
        Assert.Equal(1, Batches.ShareChanged(images, one));
    }

    [Fact]
    public void Cutout_paints_a_square_whose_centre_is_anywhere()
    {
        Tensor painted = Batches.Flat(Many, 10).Augment("cutout=6", [200, 100, 50]);
        Tensor mask = painted.select(1, 0).eq(200);
        Assert.True(painted.select(1, 2).eq(50).eq(mask).all().item<bool>());
        Tensor area = mask.sum(new long[] { 1, 2 });
        Assert.Equal(36, area.max().item<long>());
        Assert.Equal(9, area.min().item<long>());
        Assert.InRange(mask.to(ScalarType.Float64).mean(new long[] { 0 }).select(0, 8).select(0, 8).Number(), 0.11, 0.18);
    }

    [Fact]
    public void Coarse_dropout_blackens_up_to_its_share_in_one_or_all_channels()
    {
        Tensor dropped = Batches.Flat(Many, 90, 32, 32).Augment("coarse-dropout=0.2").eq(0);
        Assert.InRange(dropped.to(ScalarType.Float64).mean().Number(), 0.08, 0.12);
        Tensor sameInAll = dropped.select(1, 0).eq(dropped.select(1, 1)).all(2).all(1);
        Assert.InRange(sameInAll.to(ScalarType.Float64).mean().Number(), 0.5, 0.75);

        // At least 4x4 cells and at most 8x8: black runs are at least 4 pixels long.
        Tensor single = Batches.Flat(64, 90, 32, 32).Augment("coarse-dropout=0.5 coarse-dropout-cells=0.25 coarse-dropout-per-channel=0").eq(0);
        Tensor blocks = single.reshape(64, 3, 8, 4, 8, 4).to(ScalarType.Float64).mean(new long[] { 3, 5 });
        Assert.True(blocks.eq(0).logical_or(blocks.eq(1)).all().item<bool>());
    }

    [Fact]
    public void Erasing_keeps_to_its_probability_and_its_area()
    {
        Tensor mask = Batches.Flat(Many, 10, 32, 32).Augment("erase=0.6 erase-area=0.1..0.3", [200, 100, 50]).select(1, 0).eq(200);
        Tensor area = mask.to(ScalarType.Float64).mean(new long[] { 1, 2 });
        Assert.InRange(area.gt(0).to(ScalarType.Float64).mean().Number(), 0.56, 0.64);
        double[] areas = [.. area.data<double>().ToArray().Where(share => share > 0)];
        Assert.InRange(areas.Min(), 0.08, 0.12);
        Assert.InRange(areas.Max(), 0.27, 0.33);
        Tensor rows = mask.any(2), columns = mask.any(1);
        Assert.True(mask.eq(rows.unsqueeze(2).logical_and(columns.unsqueeze(1))).all().item<bool>());
    }

    [Fact]
    public void A_crop_always_shows_a_quarter_of_each_side()
    {
        Tensor columns = arange(32, ScalarType.Float32).reshape(1, 1, 1, 32).expand(Many, 3, 32, 32).contiguous();
        Tensor after = columns.Augment("crop=200");
        Tensor shown = (after.select(1, 0).select(1, 0).select(1, 31) - after.select(1, 0).select(1, 0).select(1, 0)) * 32.0 / 31;
        Assert.InRange(shown.min().Number(), 7.7, 12);
        Assert.InRange(shown.max().Number(), 28, 32.1);
    }

    [Fact]
    public void Brightness_is_drawn_evenly_from_its_range()
    {
        double[] levels = [.. Batches.Flat(Many, 100, 4, 4).Augment("brightness=0.4").mean(new long[] { 1, 2, 3 }).data<float>().ToArray().Select(level => (double)level)];
        Assert.InRange(levels.Min(), 60, 61);
        Assert.InRange(levels.Max(), 139, 140);
        Assert.InRange(levels.Average(), 98, 102);
    }

    [Fact]
    public void Shifts_and_rotations_reach_their_limits_and_not_more()
    {
        Tensor ramp = arange(40, ScalarType.Float32).reshape(1, 1, 1, 40).expand(Many, 3, 40, 40).contiguous();
        Tensor moved = (ramp - ramp.Augment("shift-x=0.1 fill=edge")).select(1, 0).select(1, 20).select(1, 20);
        Assert.InRange(moved.max().Number(), 3.8, 4.01);
        Assert.InRange(moved.min().Number(), -4.01, -3.8);

        Tensor turned = ramp.Augment("rotate=30");
        Tensor slope = (turned.select(1, 0).select(1, 22) - turned.select(1, 0).select(1, 17)).select(1, 20) / 5;
        Assert.InRange(slope.abs().max().Number(), Math.Sin(Math.PI * 29 / 180), Math.Sin(Math.PI * 30.1 / 180));
    }

    [Fact]
    public void Grid_distortion_moves_pixels_as_worked_out_cell_by_cell()
    {
        foreach (var reference in AugmentationFixture.References.GetProperty("distortion").EnumerateArray())
        {
            double[] expected = reference.GetProperty("displacements").Numbers();
            Tensor factors = tensor(reference.GetProperty("factors").Numbers().Select(factor => (float)factor).ToArray(), new long[] { 1, 5 });
            Tensor field = GridDistortionField.Displacements(factors, zeros(1, 5), 3, expected.Length);
            Assert.Equal([1, 3, expected.Length, 2], field.shape);
            for (int x = 0; x < expected.Length; x++)
            {
                Assert.Equal(expected[x], field.select(0, 0).select(0, 2).select(0, x).select(0, 0).Number(), 1e-4);
            }
        }
    }

    [Fact]
    public void A_triangle_map_moves_its_three_points_where_asked()
    {
        Tensor moves = randn(4, 3, 2);
        Tensor maps = AffineMaps.Triangle(5, moves);
        Tensor corners = tensor(new float[] { -5, -5, 1, 5, -5, 1, 5, 5, 1 }, new long[] { 1, 3, 3 }).expand(4, 3, 3);
        Tensor moved = corners.bmm(maps.transpose(1, 2)).narrow(2, 0, 2);
        Assert.True(Batches.LargestDifference(moved, corners.narrow(2, 0, 2) + moves) < 1e-4);
    }

    [Fact]
    public void TrivialAugment_uses_every_operation_about_equally_often()
    {
        // Translation, the only operation that turns flat grey into another grey, is left out by the flat image; 5 of 14 resample.
        Tensor images = Batches.Random(Many);
        Assert.InRange(Batches.ShareChanged(images, images.Augment("trivial fill=constant")), 0.78, 0.94);
    }

    [Fact]
    public void Two_geometric_changes_blur_no_more_than_one()
    {
        // A quarter turn and a mirror land on pixels: composed into one map, nothing is interpolated.
        Tensor images = Batches.Random(8, 12, 12);
        Tensor once = new Resampling(12, 12, FillMode.Reflect, zeros(1, 3, 1, 1)).Apply(
            images, AffineMaps.Rotate(full(new long[] { 8 }, 90, ScalarType.Float32)).bmm(AffineMaps.Mirror(ones(8), zeros(8))), null);
        Assert.True(Batches.LargestDifference(once, images.rot90(1, (2, 3)).flip(3)) < 0.01);
    }

    [Fact]
    public void A_policy_out_of_range_is_refused_before_any_work() =>
        Assert.Contains("cutout", Assert.Throws<ArgumentException>(() =>
            new BatchAugmentation(new AugmentationPolicy { Cutout = -3 }, 8, 8, Batches.Grey, CPU)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_empty_batch_stays_empty() => Assert.Equal(0, Batches.Random(4).narrow(0, 0, 0).Augment("trivial-augment").shape[0]);
}
