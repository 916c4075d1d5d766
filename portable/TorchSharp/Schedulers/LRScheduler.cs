namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimizer's groups, once a call of <c>step</c>. The first step is taken by the constructor.</summary>
            public abstract class LRScheduler
            {
                protected int _step_count;

                readonly bool verbose;

                protected LRScheduler() { }

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    (Target, LastEpoch, this.verbose) = (optimizer, last_epoch, verbose);
                    Groups = [.. optimizer.ParamGroups];
                    BaseRates = [.. Groups.Select(group => group.InitialLearningRate)];
                    LastRates = [.. Groups.Select(group => group.LearningRate)];
                }

                internal Optimizer Target { get; } = null!;

                internal ILearningRateController[] Groups { get; } = [];

                internal double[] BaseRates { get; } = [];

                internal double[] LastRates { get; set; } = [];

                internal int LastEpoch { get; set; } = -1;

                public IEnumerable<double> get_last_lr() => LastRates;

                public virtual void step() => step(null);

                public virtual void step(int? epoch)
                {
                    _step_count++;
                    LastEpoch = epoch ?? LastEpoch + 1;

                    // Once a step and no more: rates follow from the previous ones.
                    double[] rates = [.. epoch is null ? get_lr() : get_closed_form_lr()];
                    for (int i = 0; i < rates.Length; i++)
                    {
                        Groups[i].LearningRate = rates[i];
                        if (verbose && rates[i] != LastRates[i]) Console.WriteLine($"Learning rate of group {i}: {rates[i]}");
                        LastRates[i] = rates[i];
                    }
                }

                /// <summary>For schedulers that follow a metric; the others ignore it.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                protected virtual IEnumerable<double> get_lr() => Current();

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                internal IEnumerable<double> Current(double factor = 1) => Groups.Select(group => group.LearningRate * factor);

                internal IEnumerable<double> FromBase(double factor) => BaseRates.Select(rate => rate * factor);
            }
        }
    }
}
