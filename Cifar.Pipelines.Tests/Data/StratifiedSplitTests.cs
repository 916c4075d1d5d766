using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

public sealed class StratifiedSplitTests
{
    [Fact]
    public void Every_image_is_in_exactly_one_part_over_many_seeds()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            int[] labels = RandomLabels(seed, out double fraction);
            (int[] train, int[] validation) = StratifiedSplit.Split(labels, fraction, seed);
            Assert.Equal(Enumerable.Range(0, labels.Length), train.Concat(validation).Order());
            Assert.Equal(train.Order(), train);
            Assert.Equal(validation.Order(), validation);
        }
    }

    [Fact]
    public void Every_class_gives_its_share_to_the_image_and_keeps_one_to_learn_from_over_many_seeds()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            int[] labels = RandomLabels(seed, out double fraction);
            (int[] train, int[] validation) = StratifiedSplit.Split(labels, fraction, seed);
            foreach (var members in labels.Select((label, i) => (label, i)).GroupBy(pair => pair.label))
            {
                int held = validation.Count(i => labels[i] == members.Key);
                Assert.InRange(held, (members.Count() * fraction) - 1.0001, (members.Count() * fraction) + 1.0001);
                Assert.Contains(train, i => labels[i] == members.Key);
            }
            Assert.True(validation.Length <= Math.Round(labels.Length * fraction, MidpointRounding.AwayFromZero));
        }
    }

    [Theory]
    [InlineData(0.1, 500)]
    [InlineData(0.17, 850)]
    [InlineData(0.5, 2500)]
    public void The_validation_part_has_the_size_asked_for(double fraction, int expected)
    {
        int[] labels = [.. Enumerable.Range(0, 5000).Select(i => i % 100)];
        int[] validation = StratifiedSplit.Split(labels, fraction, 42).Validation;
        Assert.Equal(expected, validation.Length);
        int[] perClass = [.. validation.CountBy(i => labels[i]).Select(pair => pair.Value)];
        Assert.True(perClass.Max() - perClass.Min() <= 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_split_and_another_seed_another()
    {
        int[] labels = [.. Enumerable.Range(0, 300).Select(i => i % 3)];
        Assert.Equal(StratifiedSplit.Split(labels, 0.1, 7).Validation, StratifiedSplit.Split(labels, 0.1, 7).Validation);
        Assert.NotEqual(StratifiedSplit.Split(labels, 0.1, 7).Validation, StratifiedSplit.Split(labels, 0.1, 8).Validation);
    }

    /// <summary>Pinned so that a run can be repeated with a later version: these indices came from the first one.</summary>
    [Fact]
    public void The_split_of_a_seed_does_not_change_between_versions() =>
        Assert.Equal(PinnedValues.SplitOfTwelve, StratifiedSplit.Split([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], 0.4, 42).Validation);

    [Fact]
    public void Fraction_zero_keeps_everything_for_training()
    {
        (int[] train, int[] validation) = StratifiedSplit.Split([3, 1, 3], 0, 1);
        Assert.Equal([0, 1, 2], train);
        Assert.Empty(validation);
        Assert.Empty(StratifiedSplit.Split([], 0.5, 1).Train);
    }

    [Fact]
    public void A_class_with_one_image_is_never_held_out() =>
        Assert.Contains(4, StratifiedSplit.Split([0, 0, 0, 0, 1], 0.99, 3).Train);

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_fraction_outside_its_range_is_refused(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StratifiedSplit.Split([0, 1], fraction, 0));

    [Fact]
    public void A_negative_label_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => StratifiedSplit.Split([0, -1], 0.5, 0));

    static int[] RandomLabels(int seed, out double fraction)
    {
        var random = new Random(seed);
        int classes = random.Next(1, 12);
        fraction = random.NextDouble() * 0.95;
        return [.. Enumerable.Range(0, random.Next(1, 300)).Select(_ => random.Next(classes) * 3)];
    }
}
