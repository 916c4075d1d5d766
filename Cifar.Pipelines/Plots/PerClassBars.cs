namespace Cifar.Pipelines.Plots;

/// <summary>A figure of each class, the greatest on top.</summary>
public static class PerClassBars
{
    /// <summary>Draws the bars.</summary>
    /// <param name="names">Names of the classes.</param>
    /// <param name="values">A share 0..1 of each class, recall for example; null for a class without images.</param>
    /// <param name="title">What stands above the chart.</param>
    /// <param name="label">What the shares are.</param>
    /// <returns>The drawing, as high as the number of classes needs.</returns>
    /// <exception cref="ArgumentException">There are not as many values as names.</exception>
    public static Drawing Draw(IReadOnlyList<string> names, IReadOnlyList<double?> values, string title, string label)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(values);
        if (names.Count != values.Count)
        {
            throw new ArgumentException($"There are {values.Count} values for {names.Count} classes.", nameof(values));
        }

        return new BarChart
        {
            Title = title,
            Axis = new ChartAxis(label) { Unit = AxisUnit.Percent, Minimum = 0, Maximum = 1 },
            Bars = [.. names.Zip(values, (name, value) => new Bar(name, value)).OrderByDescending(bar => bar.Value ?? double.NegativeInfinity).ThenBy(bar => bar.Name, StringComparer.Ordinal)],
        }.Draw();
    }
}
