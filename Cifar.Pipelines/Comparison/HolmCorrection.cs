namespace Cifar.Pipelines.Comparison;

/// <summary>Makes up for asking many questions of the same images (Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979).</summary>
/// <remarks>If no pair differs, the probability that one or more adjusted p is at most 0.05 is at most 0.05.</remarks>
public static class HolmCorrection
{
    /// <summary>Adjusts the p-values of a family of tests.</summary>
    /// <param name="values">p-values, each 0..1.</param>
    /// <returns>Adjusted values in the same order, each not below its original and at most 1.</returns>
    /// <exception cref="ArgumentException">A value is no probability.</exception>
    public static double[] Adjust(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Any(value => !(value is >= 0 and <= 1)))
        {
            throw new ArgumentException($"{values.First(value => !(value is >= 0 and <= 1))} is no p-value; they are 0..1.", nameof(values));
        }

        var adjusted = new double[values.Count];
        double greatest = 0;
        foreach (var (rank, place) in Enumerable.Range(0, values.Count).OrderBy(i => values[i]).Index())
        {
            greatest = Math.Max(greatest, Math.Min(1, (values.Count - rank) * values[place]));
            adjusted[place] = greatest;
        }

        return adjusted;
    }
}
