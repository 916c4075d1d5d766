using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trainers that take small steps, row by row.</summary>
public abstract class StochasticTrainerBase<TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected StochasticTrainerBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight)
        : base(host, feature, label, weight) { }

    public override TrainerInfo Info { get; } = new(normalization: true, caching: true);
}

/// <summary>Trainers by stochastic dual coordinate ascent.</summary>
public abstract class SdcaTrainerBase<TOptions, TTransformer, TModel> : StochasticTrainerBase<TTransformer, TModel>
    where TOptions : SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected readonly TOptions SdcaOptions;

    private protected SdcaTrainerBase(IHost host, TOptions options, SchemaShape.Column label)
        : base(host, MulticlassColumns.Feature(options.FeatureColumnName), label, MulticlassColumns.Weight(options.ExampleWeightColumnName))
    {
        if (options.L2Regularization is { } l2)
            ArgumentOutOfRangeException.ThrowIfNegative(l2, nameof(options.L2Regularization));
        if (options.L1Regularization is { } l1)
            ArgumentOutOfRangeException.ThrowIfNegative(l1, nameof(options.L1Regularization));
        if (options.MaximumNumberOfIterations is { } iterations)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations, nameof(options.MaximumNumberOfIterations));
        if (options.NumberOfThreads is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(options.NumberOfThreads));
        if (options.ConvergenceTolerance is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.ConvergenceTolerance, "Convergence tolerance must be positive and no larger than 1.");
        SdcaOptions = options;
    }

    /// <summary>How to train.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The nesting is part of the API this one follows.")]
    [SuppressMessage("Design", "CA1051", Justification = "Fields in the API this one follows.")]
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        /// <summary>The weight of half the sum of the squared weights, beside the rows' mean loss; null for one that suits the number of rows.</summary>
        public float? L2Regularization;

        /// <summary>Weights closer to 0 than this become 0, before the others move towards 0 by as much; null for one that suits the number of features.</summary>
        public float? L1Regularization;

        /// <summary>Null for half the processors, at most 8. Only one thread gives repeatable results.</summary>
        public int? NumberOfThreads;

        /// <summary>Training ends when the duality gap is this share of the loss.</summary>
        public float ConvergenceTolerance = 0.1f;

        /// <summary>Passes over the rows; null for a number that suits how many there are.</summary>
        public int? MaximumNumberOfIterations;

        /// <summary>Whether each pass has an order of its own.</summary>
        public bool Shuffle = true;

        /// <summary>After how many passes convergence is looked for; null for one on each thread, 0 or less for never.</summary>
        public int? ConvergenceCheckFrequency;

        private protected OptionsBase() { }
    }
}
