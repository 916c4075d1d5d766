namespace Cifar.Pipelines.Plots.Axes;

/// <summary>Round numbers along a linear axis: steps of 1, 2 or 5 times a power of ten.</summary>
internal static class LinearTicks
{
    public static AxisRange Fit(ChartAxis axis, double low, double high, int labels)
    {
        low = axis.Minimum ?? low;
        high = axis.Maximum ?? high;
        if (!(high > low))
        {
            double around = low == 0 ? 1 : Math.Abs(low) / 2;
            (low, high) = (axis.Minimum ?? (low - around), axis.Maximum ?? (low + around));
            if (!(high > low))
            {
                high = low + 1;
            }
        }

        double step = Step((high - low) / Math.Max(labels, 1));
        if (axis.Unit == AxisUnit.Whole)
        {
            step = Math.Max(1, step);
        }

        // A hair's breadth beyond a round number does not call for another step.
        double first = axis.Minimum ?? (Math.Floor((low / step) + 1e-9) * step), last = axis.Maximum ?? (Math.Ceiling((high / step) - 1e-9) * step);
        var ticks = new List<Tick>();
        double from = Math.Ceiling((first / step) - 1e-9), to = Math.Floor((last / step) + 1e-9);
        for (int i = 0; i <= to - from; i++)
        {
            // Counted from the first: beyond 2^53 adding one to a number leaves it as it is.
            ticks.Add(new Tick((from + i) * step, TickText.Of((from + i) * step, step, axis.Unit)));
        }

        return new AxisRange(first, last, Logarithmic: false, ticks);
    }

    private static double Step(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        double factor = least / power;
        return power * (factor <= 1.0001 ? 1 : factor <= 2.0001 ? 2 : factor <= 5.0001 ? 5 : 10);
    }
}
