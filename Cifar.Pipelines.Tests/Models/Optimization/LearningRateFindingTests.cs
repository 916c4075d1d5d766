using Cifar.Models.Training.Optimization;

namespace Cifar.Pipelines.Tests.Models.Optimization;

public sealed class LearningRateFindingTests
{
    [Fact]
    public void Suggests_the_rate_of_the_steepest_fall_and_a_tenth_of_the_lowest()
    {
        // A loss that falls along a sigmoid around 1e-3, and rises from 1e-1 on.
        var range = new LearningRateRange { From = 1e-6, To = 10, Steps = 141 };
        LearningRateFinding finding = LearningRateFinding.Of([.. Enumerable.Range(0, range.Steps).Select(range.At).Select(Point)], false);
        Assert.InRange(finding.Steepest!.Value, 0.8e-3, 1.25e-3);
        Assert.InRange(finding.TenthOfMinimum!.Value, 0.8e-2, 1.25e-2);

        static LearningRatePoint Point(double rate)
        {
            double exponent = Math.Log10(rate);
            double loss = 3 - (1 / (1 + Math.Exp(-3 * (exponent + 3)))) - (0.1 * exponent) + (exponent > -1 ? Math.Pow(exponent + 1, 2) + (0.2 * (exponent + 1)) : 0);
            return new(rate, loss, loss);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(60)]
    public void Suggests_nothing_where_the_loss_never_falls(int count)
    {
        LearningRatePoint[] rising = [.. Enumerable.Range(1, count).Select(i => new LearningRatePoint(i * 1e-4, i, i))];
        LearningRateFinding finding = LearningRateFinding.Of(rising, true);
        Assert.Null(finding.Steepest);
        Assert.Null(finding.TenthOfMinimum);
    }

    [Fact]
    public void Rates_grow_by_equal_factors()
    {
        var range = new LearningRateRange { From = 1e-4, To = 1, Steps = 41 };
        Assert.Equal(1e-4, range.At(0), 1e-15);
        Assert.Equal(1e-2, range.At(20), 1e-12);
        Assert.Equal(1, range.At(40), 1e-12);
    }

    [Theory]
    [InlineData(0, 1, 100)]
    [InlineData(1, 1, 100)]
    [InlineData(1e-3, double.NaN, 100)]
    [InlineData(1e-3, double.PositiveInfinity, 100)]
    [InlineData(1e-3, 1, 9)]
    public void Ranges_that_lead_nowhere_are_refused(double from, double to, int steps) =>
        Assert.Throws<ArgumentException>(() => new LearningRateRange { From = from, To = to, Steps = steps }.Validate());
}
