namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>One scheduler after the other, changing at the milestones.</summary>
                public class SequentialLR : LRScheduler
                {
                    readonly LRScheduler[] schedulers;
                    readonly int[] milestones;

                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones,
                        int last_epoch = -1) : base(optimizer, last_epoch + 1)
                    {
                        (this.schedulers, this.milestones) = ([.. schedulers], [.. milestones]);
                        if (this.schedulers.Any(one => !ReferenceEquals(one.Target, optimizer)))
                            throw new ArgumentException("All schedulers must be those of this optimizer.",
                                nameof(schedulers));
                        if (this.milestones.Length != this.schedulers.Length - 1)
                            throw new ArgumentException($"{this.schedulers.Length} schedulers need {this.schedulers.Length - 1} milestones, not {this.milestones.Length}.", nameof(milestones));

                        // Each of them took a first step when it was made; only the first one's counts.
                        foreach (var group in Groups) group.LearningRate = group.InitialLearningRate;
                        foreach (var one in this.schedulers) one.LastEpoch--;
                        this.schedulers[0].step();
                        LastRates = this.schedulers[0].LastRates;
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        int current = milestones.Count(milestone => milestone <= LastEpoch);
                        if (current > 0 && milestones[current - 1] == LastEpoch) schedulers[current].step(0);
                        else schedulers[current].step();
                        return Current();
                    }
                }

                /// <summary>All schedulers at each step.</summary>
                public class ChainedLR(IEnumerable<LRScheduler> schedulers) : LRScheduler
                {
                    readonly LRScheduler[] schedulers = [.. schedulers];

                    public override void step()
                    {
                        foreach (var one in schedulers) one.step();
                    }
                }

                /// <summary>Lowers the rates when a metric has not improved for a while.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    const string NeedsMetric = "This schedule follows a metric: pass its value to step.";

                    readonly bool smallerIsBetter;
                    readonly bool relative;
                    readonly double factor;
                    readonly double threshold;
                    readonly double eps;
                    readonly int patience;
                    readonly int cooldown;
                    readonly double[] least;
                    double best;
                    int bad;
                    int cooling;

                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4,
                        string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1.0) throw new ArgumentException("Must be below 1: it makes the rate smaller.", nameof(factor));
                        if (mode is not ("min" or "max")) throw new ArgumentException($"Must be min or max, not {mode}.", nameof(mode));
                        if (threshold_mode is not ("rel" or "abs")) throw new ArgumentException($"Must be rel or abs, not {threshold_mode}.", nameof(threshold_mode));
                        (smallerIsBetter, relative) = (mode == "min", threshold_mode == "rel");
                        (this.factor, this.threshold, this.eps, this.patience, this.cooldown) = (factor, threshold, eps, patience, cooldown);
                        least = min_lr is null or { Count: 0 } ? new double[Groups.Length]
                            : min_lr.Count == 1 ? [.. Enumerable.Repeat(min_lr[0], Groups.Length)] : [.. min_lr];
                        best = smallerIsBetter ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    public override void step() =>
                        throw new InvalidOperationException(NeedsMetric);

                    public override void step(int? epoch) =>
                        throw new InvalidOperationException(NeedsMetric);

                    public override void step(double current, int? epoch = null)
                    {
                        LastEpoch = epoch ?? LastEpoch + 1;
                        if (Improves(current)) (best, bad) = (current, 0);
                        else bad++;
                        if (cooling > 0) (cooling, bad) = (cooling - 1, 0);
                        if (bad <= patience) return;

                        for (int i = 0; i < Groups.Length; i++)
                        {
                            double lower = Math.Max(Groups[i].LearningRate * factor, least[i]);
                            if (Groups[i].LearningRate - lower > eps) Groups[i].LearningRate = lower;
                            LastRates[i] = Groups[i].LearningRate;
                        }
                        (cooling, bad) = (cooldown, 0);
                    }

                    bool Improves(double current) => (smallerIsBetter, relative) switch
                    {
                        (true, true) => current < best * (1 - threshold),
                        (true, false) => current < best - threshold,
                        (false, true) => current > best * (1 + threshold),
                        (false, false) => current > best + threshold,
                    };
                }
            }
        }
    }
}
