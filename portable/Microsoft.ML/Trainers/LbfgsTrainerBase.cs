using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trainers that minimise their loss with L-BFGS, or with OWL-QN when there is an L1 penalty.</summary>
public abstract class LbfgsTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected readonly TOptions LbfgsOptions;

    private protected LbfgsTrainerBase(IHost host, TOptions options, SchemaShape.Column label)
        : base(host, MulticlassColumns.Feature(options.FeatureColumnName), label, MulticlassColumns.Weight(options.ExampleWeightColumnName))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.L1Regularization, nameof(options.L1Regularization));
        ArgumentOutOfRangeException.ThrowIfNegative(options.L2Regularization, nameof(options.L2Regularization));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.OptimizationTolerance, nameof(options.OptimizationTolerance));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.HistorySize, nameof(options.HistorySize));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaximumNumberOfIterations, nameof(options.MaximumNumberOfIterations));
        if (options.NumberOfThreads is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(options.NumberOfThreads));
        LbfgsOptions = options;
    }

    public override TrainerInfo Info { get; } = new(normalization: true, caching: true);

    /// <summary>The optimiser that the options ask for.</summary>
    /// <param name="objective">The loss to minimise.</param>
    /// <param name="rows">The number of rows, by which the L1 penalty is divided as the loss is.</param>
    /// <param name="freeParameters">How many leading parameters have no penalty.</param>
    private protected QuasiNewton MakeOptimizer(MaximumEntropyObjective objective, int rows, int freeParameters) => new(objective.Evaluate, LbfgsOptions.HistorySize)
    {
        L1 = (double)LbfgsOptions.L1Regularization / rows,
        FreeParameters = freeParameters,
        NonNegative = LbfgsOptions.EnforceNonNegativity,
        Tolerance = LbfgsOptions.OptimizationTolerance,
        MaximumIterations = LbfgsOptions.MaximumNumberOfIterations,
    };

    /// <summary>How to minimise.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The nesting is part of the API this one follows.")]
    [SuppressMessage("Design", "CA1051", Justification = "Fields in the API this one follows.")]
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        /// <summary>The weight of half the sum of the squared weights, beside the sum of the rows' losses.</summary>
        public float L2Regularization = 1f;

        /// <summary>The weight of the sum of the absolute weights, beside the sum of the rows' losses.</summary>
        public float L1Regularization = 1f;

        /// <summary>Training ends when the mean loss has improved by less than this, on a decaying average over the steps.</summary>
        public float OptimizationTolerance = 1e-7f;

        /// <summary>How many steps L-BFGS remembers.</summary>
        public int HistorySize = 20;

        public int MaximumNumberOfIterations = int.MaxValue;

        /// <summary>Whether to be silent.</summary>
        public bool Quiet;

        /// <summary>When above 0, parameters start at random, between minus and plus half of it; otherwise at 0.</summary>
        public float InitialWeightsDiameter;

        /// <summary>How many threads share the rows; null for one on each processor. Results depend on it in their last digits.</summary>
        public int? NumberOfThreads;

        /// <summary>Whether weights, though not biases, must not be negative.</summary>
        public bool EnforceNonNegativity;

        protected OptionsBase() { }
    }
}
