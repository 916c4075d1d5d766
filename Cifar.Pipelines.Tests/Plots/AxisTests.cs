using Cifar.Pipelines.Plots;
using Cifar.Pipelines.Plots.Axes;

namespace Cifar.Pipelines.Tests.Plots;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0.3, 9.7, 5, "0 2 4 6 8 10")]
    [InlineData(0, 0.97, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-3, 3, 3, "−4 −2 0 2 4")]
    [InlineData(1200, 48_000, 5, "0 10,000 20,000 30,000 40,000 50,000")]
    [InlineData(0.00021, 0.00097, 4, "0.0002 0.0004 0.0006 0.0008 0.0010")]
    public void Ticks_are_round_numbers_around_the_values(double low, double high, int labels, string expected) =>
        Assert.Equal(expected, Labels(new ChartAxis(""), [low, high], labels));

    [Theory]
    [InlineData(1e-6, 10, 8, "1e-6 1e-5 0.0001 0.001 0.01 0.1 1 10")]
    [InlineData(0.9, 80, 10, "0.5 1 2 5 10 20 50 100")]
    public void Ticks_of_a_logarithmic_axis_are_round_too(double low, double high, int labels, string expected) =>
        Assert.Equal(expected, Labels(new ChartAxis("") { Scale = AxisScale.Logarithmic }, [low, high], labels));

    [Fact]
    public void Whole_numbers_have_no_steps_below_one() => Assert.Equal("1 2", Labels(new ChartAxis("") { Unit = AxisUnit.Whole }, [1, 2], 10));

    [Fact]
    public void Shares_are_percentages() => Assert.Equal("0 % 20 % 40 % 60 %", Labels(new ChartAxis("") { Unit = AxisUnit.Percent }, [0.05, 0.57], 4));

    [Fact]
    public void What_is_no_number_does_not_count()
    {
        Assert.Equal("0 1 2", Labels(new ChartAxis(""), [double.NaN, 0, double.PositiveInfinity, 2], 2));
        Assert.Equal("1 10", Labels(new ChartAxis("") { Scale = AxisScale.Logarithmic }, [-5, 0, 1, 10], 2));
    }

    [Theory]
    [InlineData(0, AxisScale.Linear)]
    [InlineData(7.3, AxisScale.Linear)]
    [InlineData(-2, AxisScale.Linear)]
    [InlineData(1e-9, AxisScale.Logarithmic)]
    [InlineData(1e300, AxisScale.Linear)]
    public void One_value_alone_lies_inside_of_its_axis(double value, AxisScale scale)
    {
        var range = AxisRange.Fit(new ChartAxis("") { Scale = scale }, [value], 5);
        Assert.InRange(range.Place(value), 0, 1);
        Assert.True(range.Maximum > range.Minimum);
        Assert.InRange(range.Ticks.Count, 1, 12);
    }

    [Theory]
    [InlineData(1e17, 1e17 + 64)]
    [InlineData(-1e17 - 64, -1e17)]
    [InlineData(9007199254740992, 9007199254740994)]
    public void Values_too_large_to_count_between_them_end_all_the_same(double low, double high) =>
        Assert.InRange(AxisRange.Fit(new ChartAxis(""), [low, high], 5).Ticks.Count, 1, 20);

    [Fact]
    public void Many_ranges_have_few_ticks_and_hold_their_values()
    {
        var random = new Random(4);
        for (int i = 0; i < 2_000; i++)
        {
            double low = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 9)), high = low + (random.NextDouble() * Math.Pow(10, random.Next(-6, 9)));
            high = Math.Max(high, low + (Math.Abs(low) * 1e-9));
            var range = AxisRange.Fit(new ChartAxis(""), [low, high], 6);
            Assert.True(range.Minimum <= low + (1e-6 * (range.Maximum - range.Minimum)) && high <= range.Maximum + (1e-6 * (range.Maximum - range.Minimum)), $"{low} {high}");
            Assert.InRange(range.Ticks.Count, 2, 9);
            Assert.Equal(range.Ticks.Count, range.Ticks.Select(tick => tick.Label).Distinct().Count());
        }
    }

    private static string Labels(ChartAxis axis, double[] values, int labels) => string.Join(' ', AxisRange.Fit(axis, values, labels).Ticks.Select(tick => tick.Label));
}
