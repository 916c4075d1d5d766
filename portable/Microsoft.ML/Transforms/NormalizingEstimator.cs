using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>What a normalizer makes of a column.</summary>
enum NormalizationKind
{
    /// <summary>Scaled by the range; with fixed zero by the greatest absolute value.</summary>
    MinMax,

    /// <summary>Scaled by the standard deviation; with fixed zero by the root of the mean square.</summary>
    MeanVariance,

    /// <summary>The place in the normal distribution that mean and standard deviation describe, from 0 to 1.</summary>
    Cumulative,
}

/// <summary>Learns the ranges of columns and makes a <see cref="NormalizingTransformer"/>.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    readonly IHost _host;
    readonly NormalizationKind _kind;
    readonly bool _fixZero;
    readonly long _maximumExampleCount;
    readonly (string Output, string Input)[] _columns;

    internal NormalizingEstimator(
        IHostEnvironment environment, NormalizationKind kind, bool fixZero, long maximumExampleCount, params (string Output, string Input)[] columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumExampleCount, 2);
        foreach (var (output, _) in columns)
            ArgumentException.ThrowIfNullOrEmpty(output, nameof(columns));
        _host = environment.Register(nameof(NormalizingEstimator));
        _kind = kind;
        _fixZero = fixZero;
        _maximumExampleCount = maximumExampleCount;
        _columns = columns;
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var sources = Array.ConvertAll(_columns, pair => input.Schema.Input(pair.Input));
        foreach (var source in sources)
            NormalizingTransformer.CheckType(source);
        using var cursor = input.GetRowCursor(sources.DistinctBy(source => source.Index));
        var statistics = Array.ConvertAll(sources, source => SlotStatistics.Of(cursor, source));
        for (long row = 0; row < _maximumExampleCount && cursor.MoveNext(); row++)
        {
            foreach (var column in statistics)
                column.Read();
        }

        var normalizers = statistics.Zip(sources, (column, source) => Normalizer.Create(source.Type, _kind, column, _fixZero));
        return new NormalizingTransformer(_host, _columns, [.. normalizers]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair => Shape(inputSchema.Input(pair.Input), pair.Output)));
    }

    static SchemaShape.Column Shape(SchemaShape.Column source, string output)
    {
        bool floating = source.ItemType.Equals(NumberDataViewType.Single) || source.ItemType.Equals(NumberDataViewType.Double);
        if (source.Kind == SchemaShape.Column.VectorKind.VariableVector || source.IsKey || !floating)
            throw SchemaMismatch.WrongType("inputSchema", "input", source.Name, NormalizingTransformer.Expected, source.GetTypeString());
        return new SchemaShape.Column(
            output, source.Kind, source.ItemType, isKey: false, new SchemaShape([AnnotationVectors.NormalizedShape, .. source.Annotations.Only(AnnotationKinds.SlotNames)]));
    }
}
