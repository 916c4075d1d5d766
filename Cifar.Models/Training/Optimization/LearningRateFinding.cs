namespace Cifar.Models.Training.Optimization;

/// <summary>A step of a search for a learning rate.</summary>
/// <param name="Rate">The rate of the step.</param>
/// <param name="Loss">The loss of its batch, before the step.</param>
/// <param name="Smoothed">Running mean of the losses up to here, of which each counts 0.9 as much as the next.</param>
public sealed record LearningRatePoint(double Rate, double Loss, double Smoothed);

/// <summary>What a search for a learning rate found (Smith 2015, arXiv:1506.01186).</summary>
/// <param name="Curve">Rates that grow, with the loss at each.</param>
/// <param name="Steepest">The rate at which the loss falls fastest over the logarithm of the rate: a peak rate to start from; null if it never falls.</param>
/// <param name="TenthOfMinimum">A tenth of the rate at which the loss was lowest: a second opinion; null if it never falls.</param>
/// <param name="Diverged">Whether the search ended early because the loss grew to four times its lowest, or was not finite.</param>
public sealed record LearningRateFinding(IReadOnlyList<LearningRatePoint> Curve, double? Steepest, double? TenthOfMinimum, bool Diverged)
{
    /// <summary>Reads the suggestions off a curve.</summary>
    internal static LearningRateFinding Of(IReadOnlyList<LearningRatePoint> curve, bool diverged)
    {
        int lowest = curve.Count == 0 ? 0 : Enumerable.Range(0, curve.Count).MinBy(i => curve[i].Smoothed);
        // The slope is taken over a fiftieth of the curve to both sides: single steps are noise.
        int reach = Math.Max(1, curve.Count / 50);
        int? steepest = Enumerable.Range(reach, Math.Max(0, lowest - (2 * reach) + 1))
            .Select(i => (int?)i)
            .MinBy(i => Slope(curve, i!.Value - reach, i.Value + reach));
        return steepest is { } found && Slope(curve, found - reach, found + reach) < 0
            ? new(curve, curve[found].Rate, curve[lowest].Rate / 10, diverged)
            : new(curve, null, null, diverged);
    }

    private static double Slope(IReadOnlyList<LearningRatePoint> curve, int from, int to) =>
        (curve[to].Smoothed - curve[from].Smoothed) / Math.Log(curve[to].Rate / curve[from].Rate);
}
