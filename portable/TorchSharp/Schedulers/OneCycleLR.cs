namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Smith and Topin, arXiv:1708.07120: up to the greatest rate, then down far below the first; momentum the other way round.</summary>
                public class OneCycleLR : LRScheduler
                {
                    public enum AnnealStrategy { Cos = 0, Linear = 1 }

                    // Where a phase ends, and between which of (first, greatest, last) rates it goes.
                    readonly record struct Phase(double End, double[] From, double[] To, double[] MomentumFrom, double[] MomentumTo);

                    readonly bool cosine;
                    readonly bool cycleMomentum;
                    readonly int totalSteps;
                    readonly Phase[] phases;

                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos,
                        bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25,
                            double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, Same(optimizer, max_lr), total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum,
                            Same(optimizer, base_momentum), Same(optimizer, max_momentum), div_factor, final_div_factor, three_phase, last_epoch, verbose)
                    {
                    }

                    public OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos,
                        bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25,
                            double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (cycle_momentum && optimizer is not (IMomentum or IBetas)) throw new ArgumentException("The optimizer has no momentum to cycle; pass cycle_momentum: false.", nameof(optimizer));
                        if (pct_start is < 0 or > 1) throw new ArgumentException($"Must be between 0 and 1, not {pct_start}.", nameof(pct_start));
                        totalSteps = Total(total_steps, epochs, steps_per_epoch);
                        (cosine, cycleMomentum) = (anneal_strategy == AnnealStrategy.Cos, cycle_momentum);

                        double[] greatest = [.. max_lr], first = [.. greatest.Select(rate => rate / div_factor)],
                            last = [.. first.Select(rate => rate / final_div_factor)];
                        double[] low = [.. base_momentum ?? Same(optimizer, 0.85)], high = [.. max_momentum ?? Same(optimizer, 0.95)];
                        double peak = pct_start * totalSteps - 1, end = totalSteps - 1;
                        phases = three_phase
                            ? [new(peak, first, greatest, high, low), new(2 * pct_start * totalSteps - 2, greatest, first, low, high),
                                new(end, first, last, high, high)]
                            : [new(peak, first, greatest, high, low), new(end, greatest, last, low, high)];
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch > totalSteps)
                            throw new InvalidOperationException($"The cycle has {totalSteps} steps; this would be step {LastEpoch + 1}.");
                        int index = Array.FindIndex(phases, one => LastEpoch <= one.End);
                        if (index < 0) index = phases.Length - 1;
                        var phase = phases[index];
                        double start = index == 0 ? 0 : phases[index - 1].End;
                        double share = (LastEpoch - start) / (phase.End - start);

                        var rates = new double[Groups.Length];
                        for (int i = 0; i < rates.Length; i++)
                        {
                            rates[i] = Between(phase.From[i], phase.To[i], share);
                            if (cycleMomentum) SetMomentum(Groups[i], Between(phase.MomentumFrom[i], phase.MomentumTo[i], share));
                        }
                        return rates;
                    }

                    double Between(double from, double to, double share) =>
                        cosine ? to + (from - to) / 2 * (Math.Cos(Math.PI * share) + 1) : from + (to - from) * share;

                    static void SetMomentum(ILearningRateController group, double value)
                    {
                        if (group is IBetas adaptive) adaptive.Betas = (value, adaptive.Betas.Item2);
                        else if (group is IMomentum plain) plain.Momentum = value;
                    }

                    static int Total(int total, int epochs, int stepsPerEpoch)
                    {
                        if (total == -1 && epochs == -1 && stepsPerEpoch == -1) throw new ArgumentException("Say how long the cycle is: total_steps, or epochs and steps_per_epoch.");
                        if (total != -1) return total > 0 ? total : throw new ArgumentException($"total_steps must be above 0, not {total}.");
                        if (epochs <= 0) throw new ArgumentException($"epochs must be above 0, not {epochs}.");
                        if (stepsPerEpoch <= 0) throw new ArgumentException($"steps_per_epoch must be above 0, not {stepsPerEpoch}.");
                        return checked(epochs * stepsPerEpoch);
                    }

                    static IEnumerable<double> Same(Optimizer optimizer, double value) => Enumerable.Repeat(value, optimizer.ParamGroups.Count());
                }
            }
        }
    }
}
