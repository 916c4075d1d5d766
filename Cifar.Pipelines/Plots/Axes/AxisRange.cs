namespace Cifar.Pipelines.Plots.Axes;

/// <summary>A fitted axis: from where to where it goes and which places are labelled.</summary>
/// <param name="Minimum">Where it begins.</param>
/// <param name="Maximum">Where it ends, above <paramref name="Minimum"/>.</param>
/// <param name="Logarithmic">Whether equal ratios take equal lengths.</param>
/// <param name="Ticks">The labelled places, from the least.</param>
internal sealed record AxisRange(double Minimum, double Maximum, bool Logarithmic, IReadOnlyList<Tick> Ticks)
{
    /// <summary>Fits an axis to what it has to show.</summary>
    /// <param name="axis">What the caller wants.</param>
    /// <param name="values">The values; those that are not finite, or not positive on a logarithmic axis, do not count.</param>
    /// <param name="labels">Labels that there is room for, about.</param>
    public static AxisRange Fit(ChartAxis axis, IEnumerable<double> values, int labels)
    {
        bool logarithmic = axis.Scale == AxisScale.Logarithmic;
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values.Where(value => double.IsFinite(value) && (!logarithmic || value > 0)))
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        if (low > high)
        {
            (low, high) = logarithmic ? (0.1, 1) : (0, 1);
        }

        return logarithmic ? LogarithmicTicks.Fit(axis, low, high, labels) : LinearTicks.Fit(axis, low, high, labels);
    }

    /// <summary>Where a value is: 0 at the beginning of the axis, 1 at its end; not finite for what the axis cannot show.</summary>
    public double Place(double value) => Logarithmic
        ? Math.Log(value / Minimum) / Math.Log(Maximum / Minimum)
        : (value - Minimum) / (Maximum - Minimum);
}
