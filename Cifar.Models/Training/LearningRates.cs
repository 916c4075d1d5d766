namespace Cifar.Models.Training;

/// <summary>The learning rate of each step; a function of the step alone, so that a training can be taken up anywhere.</summary>
internal static class LearningRates
{
    private const double WarmUpShare = 0.3;
    private const double StartDivisor = 25;
    private const double EndDivisor = StartDivisor * 1e4;

    /// <param name="schedule">The course.</param>
    /// <param name="peak">The largest rate.</param>
    /// <param name="step">Steps done so far, 0 to <paramref name="steps"/> - 1.</param>
    /// <param name="steps">Steps of the whole training.</param>
    public static double At(LearningRateSchedule schedule, double peak, long step, long steps) => schedule switch
    {
        LearningRateSchedule.OneCycle => OneCycle(peak, step, steps),
        LearningRateSchedule.Cosine => Between(peak, 0, (double)step / steps),
        _ => peak,
    };

    // The two phases end on steps share * steps - 1 and steps - 1, as in PyTorch's OneCycleLR.
    private static double OneCycle(double peak, long step, long steps)
    {
        double top = (WarmUpShare * steps) - 1;
        double last = steps - 1;
        return step <= top
            ? Between(peak / StartDivisor, peak, top <= 0 ? 1 : step / top)
            : Between(peak, peak / EndDivisor, last <= top ? 1 : (step - top) / (last - top));
    }

    private static double Between(double from, double to, double share) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * share)));
}
