using Cifar.Models.Training.Optimization;

namespace Cifar.Models.Training;

/// <summary>The learning rate of each step; a function of the step alone, so that a training can be taken up anywhere.</summary>
internal static class LearningRates
{
    private const double StartShare = 1 / 25.0;
    private const double LowestTriangular = 1e-3;

    /// <summary>The rate of a step, with the schedule's usual constants.</summary>
    public static double At(LearningRateSchedule schedule, double peak, long step, long steps) =>
        At(new ScheduleSettings { Schedule = schedule }, peak, step, steps, steps);

    /// <summary>The rate of a step.</summary>
    /// <param name="schedule">The course. With a plateau, this is the rate before any drop: <see cref="PlateauRate"/> has the factor.</param>
    /// <param name="peak">The largest rate.</param>
    /// <param name="step">Steps done so far, 0 to <paramref name="steps"/> - 1.</param>
    /// <param name="steps">Steps of the whole training.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch.</param>
    public static double At(ScheduleSettings schedule, double peak, long step, long steps, long stepsPerEpoch)
    {
        long warmUp = Math.Min(steps - 1, (long)Math.Round(schedule.WarmUpEpochs * stepsPerEpoch));
        return step < warmUp
            ? peak * Share(schedule, 0, steps - warmUp, stepsPerEpoch) * (step + 1) / (warmUp + 1)
            : peak * Share(schedule, step - warmUp, steps - warmUp, stepsPerEpoch);
    }

    private static double Share(ScheduleSettings schedule, long step, long steps, long stepsPerEpoch)
    {
        double position = (double)step / steps;
        double final = schedule.FinalShare ?? 0;
        long epoch = step / stepsPerEpoch;
        return schedule.Schedule switch
        {
            LearningRateSchedule.OneCycle => OneCycle(schedule, step, steps),
            LearningRateSchedule.Cosine => Cosine(1, final, position),
            LearningRateSchedule.Linear => Line(1, final, position),
            LearningRateSchedule.Triangular => Math.Max(LowestTriangular, Triangle(schedule.PeakShare, final, position)),
            LearningRateSchedule.Step => Math.Pow(schedule.DecayFactor ?? 0.1, epoch / schedule.DecayEvery),
            LearningRateSchedule.Exponential => Math.Pow(schedule.DecayFactor ?? 0.98, epoch),
            _ => 1,
        };
    }

    // The two phases end on steps share * steps - 1 and steps - 1, as in PyTorch's OneCycleLR.
    private static double OneCycle(ScheduleSettings schedule, long step, long steps)
    {
        double top = (schedule.PeakShare * steps) - 1;
        double last = steps - 1;
        return step <= top
            ? Cosine(StartShare, 1, top <= 0 ? 1 : step / top)
            : Cosine(1, schedule.FinalShare ?? StartShare / 1e4, last <= top ? 1 : (step - top) / (last - top));
    }

    private static double Triangle(double peakShare, double final, double position) =>
        position < peakShare ? position / peakShare : Line(1, final, peakShare < 1 ? (position - peakShare) / (1 - peakShare) : 0);

    private static double Cosine(double from, double to, double share) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * share)));

    private static double Line(double from, double to, double share) => from + ((to - from) * share);
}
