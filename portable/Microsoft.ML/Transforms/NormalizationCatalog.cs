using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Numbers brought to comparable ranges.</summary>
public static class NormalizationCatalog
{
    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false) =>
        new(catalog.GetEnvironment(), useCdf ? NormalizationKind.Cumulative : NormalizationKind.MeanVariance, fixZero, maximumExampleCount, (outputColumnName, inputColumnName ?? outputColumnName));

    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false) =>
        new(catalog.GetEnvironment(), useCdf ? NormalizationKind.Cumulative : NormalizationKind.MeanVariance, fixZero, maximumExampleCount, columns.Pairs());

    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, long maximumExampleCount = 1000000000, bool fixZero = true) =>
        new(catalog.GetEnvironment(), NormalizationKind.MinMax, fixZero, maximumExampleCount, (outputColumnName, inputColumnName ?? outputColumnName));

    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, long maximumExampleCount = 1000000000, bool fixZero = true) =>
        new(catalog.GetEnvironment(), NormalizationKind.MinMax, fixZero, maximumExampleCount, columns.Pairs());
}
