namespace Cifar.Pipelines.Plots.Axes;

/// <summary>Round numbers along a logarithmic axis: powers of ten, with 2 and 5 times them where there is room.</summary>
internal static class LogarithmicTicks
{
    public static AxisRange Fit(ChartAxis axis, double low, double high, int labels)
    {
        low = axis.Minimum ?? low;
        high = axis.Maximum ?? high;
        if (!(high > low * 1.0001))
        {
            (low, high) = (axis.Minimum ?? (low / 2), axis.Maximum ?? (low * 2));
        }

        double decades = Math.Log10(high / low);
        double[] factors = decades < labels / 4.0 ? [1, 2, 5] : decades < labels / 2.0 ? [1, 3] : [1];
        int skip = Math.Max(1, (int)Math.Ceiling(decades / Math.Max(labels, 1)));
        var ticks = new List<Tick>();
        for (int power = (int)Math.Floor(Math.Log10(low)) - 1; power <= Math.Ceiling(Math.Log10(high)) + 1; power++)
        {
            if (power % skip == 0)
            {
                ticks.AddRange(factors.Select(factor => factor * Math.Pow(10, power)).Select(value => new Tick(value, TickText.Of(value, value, axis.Unit))));
            }
        }

        double first = axis.Minimum ?? ticks.FindLast(tick => tick.Value <= low * 1.0001).Value, last = axis.Maximum ?? ticks.Find(tick => tick.Value >= high / 1.0001).Value;
        return new AxisRange(first, last, Logarithmic: true, [.. ticks.Where(tick => tick.Value >= first / 1.0001 && tick.Value <= last * 1.0001)]);
    }
}
