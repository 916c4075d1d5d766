namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Times gamma every so many epochs.</summary>
                public class StepLR : LRScheduler
                {
                    readonly int stepSize;
                    readonly double gamma;

                    public StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) : base(optimizer,
                        last_epoch, verbose)
                    {
                        (stepSize, this.gamma) = (step_size, gamma);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Current(LastEpoch == 0 || LastEpoch % stepSize != 0 ? 1 : gamma);

                    protected override IEnumerable<double> get_closed_form_lr() => FromBase(Math.Pow(gamma, LastEpoch / stepSize));
                }

                /// <summary>Times gamma at each milestone.</summary>
                public class MultiStepLR : LRScheduler
                {
                    readonly int[] milestones;
                    readonly double gamma;

                    public MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1,
                        bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (this.milestones, this.gamma) = ([.. milestones], gamma);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Current(milestones.Contains(LastEpoch) ? gamma : 1);

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        FromBase(Math.Pow(gamma, milestones.Distinct().Count(milestone => milestone <= LastEpoch)));
                }

                /// <summary>Times gamma at each step.</summary>
                public class ExponentialLR : LRScheduler
                {
                    readonly double gamma;

                    public ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch,
                        verbose)
                    {
                        this.gamma = gamma;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Current(LastEpoch == 0 ? 1 : gamma);

                    protected override IEnumerable<double> get_closed_form_lr() => FromBase(Math.Pow(gamma, LastEpoch));
                }

                /// <summary>A fraction of the rate for the first steps, then all of it.</summary>
                public class ConstantLR : LRScheduler
                {
                    readonly double factor;
                    readonly int totalSteps;

                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1,
                        bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (this.factor, totalSteps) = (factor, total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Current(LastEpoch == 0 ? factor : LastEpoch == totalSteps ? 1 / factor : 1);

                    protected override IEnumerable<double> get_closed_form_lr() => FromBase(LastEpoch >= totalSteps ? 1 : factor);
                }

                /// <summary>A straight line between two fractions of the rate.</summary>
                public class LinearLR : LRScheduler
                {
                    readonly double start;
                    readonly double end;
                    readonly int totalSteps;

                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1,
                        bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (start, end, totalSteps) = (start_factor, end_factor, total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch == 0 ? Current(start)
                        : LastEpoch > totalSteps ? Current()
                        : Current(1 + (end - start) / (totalSteps * start + (LastEpoch - 1) * (end - start)));

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        FromBase(start + (end - start) * Math.Min(totalSteps, LastEpoch) / totalSteps);
                }

                /// <summary>Half a cosine from the rate down to <c>eta_min</c> in <c>T_max</c> steps, and back up in as many.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    readonly double period;
                    readonly double least;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) : base(optimizer,
                        last_epoch, verbose)
                    {
                        (period, least) = (T_max, eta_min);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch == 0) return Current();
                        if ((LastEpoch - 1 - period) % (2 * period) == 0)
                            return Groups.Select((group, i) => group.LearningRate + (BaseRates[i] - least) * (1 - Math.Cos(Math.PI / period)) / 2);
                        double ratio = (1 + Math.Cos(Math.PI * LastEpoch / period)) / (1 + Math.Cos(Math.PI * (LastEpoch - 1) / period));
                        return Groups.Select(group => ratio * (group.LearningRate - least) + least);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => least + (rate - least) * (1 + Math.Cos(Math.PI * LastEpoch / period)) / 2);
                }

                /// <summary>The rate times a function of the epoch.</summary>
                public class LambdaLR : LRScheduler
                {
                    readonly Func<int, double>[] factors;

                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch,
                        verbose)
                    {
                        factors = [.. Enumerable.Repeat(lr_lambda, Groups.Length)];
                        step();
                    }

                    public LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false) : base(optimizer,
                        last_epoch, verbose)
                    {
                        factors = [.. lr_lambdas];
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => BaseRates.Select((rate, i) => rate * factors[i](LastEpoch));
                }

                /// <summary>The previous rate times a function of the epoch.</summary>
                public class MultiplicativeLR : LRScheduler
                {
                    readonly Func<int, double>[] factors;

                    public MultiplicativeLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1,
                        bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        factors = [.. lr_lambdas];
                        step();
                    }

                    public MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) : base(optimizer,
                        last_epoch, verbose)
                    {
                        factors = [.. Enumerable.Repeat(lr_lambda, Groups.Length)];
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch > 0 ? Groups.Select((group, i) => group.LearningRate * factors[i](LastEpoch)) : Current();
                }
            }
        }
    }
}
