using System.Security.Cryptography;
using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

public sealed class SyntheticImagesTests
{
    /// <summary>Results on the synthetic set can only be compared while its bytes stay the same, on every machine and in every version.</summary>
    [Theory]
    [InlineData(Cifar100Split.Train)]
    [InlineData(Cifar100Split.Test)]
    public void The_bytes_of_the_default_set_never_change(Cifar100Split split)
    {
        LabeledImages images = SyntheticImages.Generate(split);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([.. images.Labels.Select(label => (byte)label)]);
        hash.AppendData(images.Pixels);
        string expected = split == Cifar100Split.Train ? PinnedValues.SyntheticTrain : PinnedValues.SyntheticTest;
        Assert.Equal(expected, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void The_default_set_has_fifty_training_and_ten_test_images_of_each_class()
    {
        Assert.All(SyntheticImages.Generate(Cifar100Split.Train).Labels.CountBy(label => label), pair => Assert.Equal(50, pair.Value));
        LabeledImages test = SyntheticImages.Generate(Cifar100Split.Test);
        Assert.Equal(100, test.Labels.Distinct().Count());
        Assert.All(test.Labels.CountBy(label => label), pair => Assert.Equal(10, pair.Value));
    }

    [Fact]
    public void There_are_100_sorted_classes_in_20_groups_of_five_with_names_that_share_colour_and_shape()
    {
        ClassLabels classes = SyntheticImages.Classes;
        Assert.Equal(100, classes.Fine.Count);
        Assert.Equal(20, classes.Coarse!.Count);
        Assert.Equal(classes.Fine.Order(StringComparer.Ordinal), classes.Fine);
        Assert.Equal(classes.Coarse.Order(StringComparer.Ordinal), classes.Coarse);
        Assert.All(classes.CoarseOfFine!.CountBy(coarse => coarse), pair => Assert.Equal(5, pair.Value));
        for (int i = 0; i < 100; i++)
        {
            string[] words = classes.Fine[i].Split('_');
            string plural = words[2] == "cross" ? "crosses" : words[2] + "s";
            Assert.Equal($"{words[0]}_{plural}", classes.Coarse[classes.CoarseOfFine![i]]);
        }
    }

    [Fact]
    public void A_smaller_set_is_the_beginning_of_a_larger_one()
    {
        LabeledImages small = SyntheticImages.Generate(Cifar100Split.Train, 130, seed: 9), large = SyntheticImages.Generate(Cifar100Split.Train, 250, seed: 9);
        Assert.Equal(small.Labels, large.Labels[..130]);
        Assert.Equal(small.Pixels, large.Pixels[..small.Pixels.Length]);
    }

    [Fact]
    public void Seed_and_split_give_other_images_and_no_image_occurs_twice()
    {
        LabeledImages[] sets =
        [
            SyntheticImages.Generate(Cifar100Split.Train, 300), SyntheticImages.Generate(Cifar100Split.Test, 300),
            SyntheticImages.Generate(Cifar100Split.Train, 300, seed: 1), SyntheticImages.Generate(Cifar100Split.Train, 300, seed: -1),
        ];
        var seen = new HashSet<string>();
        foreach (LabeledImages set in sets)
            for (int i = 0; i < set.Count; i++)
                Assert.True(seen.Add(Convert.ToHexString(SHA256.HashData(set.Image(i)))));
    }

    [Fact]
    public void Images_of_a_group_are_nearer_to_each_other_in_colour_than_to_others()
    {
        LabeledImages images = SyntheticImages.Generate(Cifar100Split.Test);
        double[] Mean(int colour) => [.. Enumerable.Range(0, 3).Select(channel => Enumerable.Range(0, images.Count)
            .Where(i => images.Classes.Fine[images.Labels[i]].StartsWith(new[] { "cyan", "lime", "red", "violet" }[colour], StringComparison.Ordinal))
            .Average(i => images.Image(i).Slice(channel * 1024, 1024).ToArray().Average(value => value)))];
        double[] cyan = Mean(0), lime = Mean(1), red = Mean(2), violet = Mean(3);
        Assert.True(cyan[2] > cyan[0] && lime[1] > lime[2] && red[0] > red[2] && violet[2] > violet[1]);
    }

    [Fact]
    public void It_goes_through_the_binary_layout_unchanged()
    {
        using var temporary = new TemporaryFolder();
        LabeledImages images = SyntheticImages.Generate(Cifar100Split.Test, 200);
        CifarBinary.Save(temporary.Root, Cifar100Split.Test, images);
        LabeledImages loaded = CifarBinary.Load(temporary.Root, Cifar100Split.Test);
        Assert.Equal(images.Pixels, loaded.Pixels);
        Assert.Equal(images.Labels, loaded.Labels);
        Assert.Equal(images.Classes, loaded.Classes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(500_001)]
    public void A_count_outside_its_range_is_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticImages.Generate(Cifar100Split.Train, count));
}
