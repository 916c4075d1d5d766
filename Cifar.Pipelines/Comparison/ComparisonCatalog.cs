using Cifar.Pipelines.Evaluation;
using Microsoft.ML;

namespace Cifar.Pipelines.Comparison;

/// <summary>Comparison of evaluated pipelines: <c>mlContext.Comparison</c>.</summary>
public sealed class ComparisonCatalog
{
    private readonly ComparisonOptions defaults = new();

    internal ComparisonCatalog()
    {
    }

    /// <summary>Compares runs on the same images: every pipeline with every other, over the images or, where there are several seeds, over the seeds.</summary>
    /// <param name="runs">At least two evaluations, for example from <see cref="EvaluationFolder.Read"/>. Their names must differ.</param>
    /// <param name="options">How to compare; null for the defaults.</param>
    /// <returns>Tables, tests and sentences.</returns>
    /// <exception cref="ArgumentException">There are fewer than two runs, two have the same name, or an option is out of range.</exception>
    /// <exception cref="InvalidDataException">The runs were evaluated on different images, or have different classes; the message says which and how.</exception>
    public ComparisonReport Compare(IReadOnlyList<EvaluatedRun> runs, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        options ??= defaults;
        options.Validate();
        Comparability.Check(runs);
        return new RunComparison(runs, options).Report();
    }
}

/// <summary>Adds <c>Comparison</c> to <see cref="MLContext"/>.</summary>
public static class ComparisonExtensions
{
    private static readonly ComparisonCatalog Catalog = new();

    extension(MLContext context)
    {
        /// <summary>Comparison of evaluated pipelines.</summary>
        public ComparisonCatalog Comparison => context is null ? throw new ArgumentNullException(nameof(context)) : Catalog;
    }
}
