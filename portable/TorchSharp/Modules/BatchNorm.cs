using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    public abstract class NormBase : Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))] Parameter? _weight;
        [ComponentName(Name = nameof(bias))] Parameter? _bias;
        [ComponentName(Name = nameof(running_mean))] Tensor? _running_mean;
        [ComponentName(Name = nameof(running_var))] Tensor? _running_var;
        [ComponentName(Name = nameof(num_batches_tracked))] Tensor? _num_batches_tracked;

        public NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
            string name) : base(name)
        {
            (this.num_features, this.eps, this.momentum) = (num_features, eps, momentum);
            (this.affine, this.track_running_stats) = (affine, track_running_stats);
            if (affine)
            {
                weight = new Parameter(ones([num_features], dtype, device));
                bias = new Parameter(zeros([num_features], dtype, device));
            }
            if (track_running_stats)
            {
                running_mean = zeros([num_features], dtype, device);
                running_var = ones([num_features], dtype, device);
                num_batches_tracked = tensor(0L, dtype, device);
            }
        }

        /// <summary>Null unless <see cref="affine"/>.</summary>
        public Parameter weight
        {
            get => _weight!;
            set => Set(ref _weight, value, nameof(weight));
        }

        public Parameter? bias
        {
            get => _bias;
            set => Set(ref _bias, value, nameof(bias));
        }

        public Tensor? running_mean
        {
            get => _running_mean;
            set => SetBuffer(ref _running_mean, value, nameof(running_mean));
        }

        public Tensor? running_var
        {
            get => _running_var;
            set => SetBuffer(ref _running_var, value, nameof(running_var));
        }

        public Tensor? num_batches_tracked
        {
            get => _num_batches_tracked;
            set => SetBuffer(ref _num_batches_tracked, value, nameof(num_batches_tracked));
        }

        public long num_features { get; }

        public double eps { get; set; }

        /// <summary>The weight of the newest batch in the running statistics; null averages over all batches alike.</summary>
        public double? momentum { get; set; }

        public bool affine { get; }

        public bool track_running_stats { get; }

        public void reset_running_stats()
        {
            if (!track_running_stats) return;
            running_mean!.zero_();
            running_var!.fill_(1);
            num_batches_tracked!.zero_();
        }

        public void reset_parameters()
        {
            reset_running_stats();
            if (!affine) return;
            init.ones_(weight);
            init.zeros_(bias!);
        }

        protected abstract void ValidateInputDimensions(Tensor input);
    }

    public abstract class BatchNorm : NormBase
    {
        public BatchNorm(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
        {
        }

        public override Tensor forward(Tensor input)
        {
            ValidateInputDimensions(input);
            double factor = momentum ?? 0;
            if (training && track_running_stats)
            {
                using var notRecorded = no_grad();
                num_batches_tracked!.add_(1);
                factor = momentum ?? 1.0 / num_batches_tracked.ToInt64();
            }
            bool ofThisBatch = training || running_mean is null;
            bool keep = !training || track_running_stats;
            return functional.batch_norm(input, keep ? running_mean : null, keep ? running_var : null, affine ? weight : null, bias, ofThisBatch, factor, eps);
        }
    }

    public sealed class BatchNorm1d : BatchNorm
    {
        internal BatchNorm1d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d))
        {
        }

        protected override void ValidateInputDimensions(Tensor input)
        {
            if (input.ndim is not (2 or 3)) throw new ArgumentException($"BatchNorm1d takes [N, C] or [N, C, L], not {input.ndim} dimensions.");
        }
    }

    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
        {
        }

        protected override void ValidateInputDimensions(Tensor input)
        {
            if (input.ndim != 4) throw new ArgumentException($"BatchNorm2d takes [N, C, H, W], not {input.ndim} dimensions.");
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.BatchNorm1d BatchNorm1d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true,
                bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static Modules.BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true,
                bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
