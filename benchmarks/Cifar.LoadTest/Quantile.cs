namespace Cifar.LoadTest;

/// <summary>The value that a share of all values does not exceed.</summary>
internal static class Quantile
{
    /// <param name="values">The values, in any order.</param>
    /// <param name="share">0..1.</param>
    /// <returns>The nearest value; NaN where there is none.</returns>
    public static double Of(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * (sorted.Length - 1))];
    }
}
