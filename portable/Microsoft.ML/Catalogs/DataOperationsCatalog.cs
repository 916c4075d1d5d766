using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Loading, splitting and filtering of data.</summary>
[SuppressMessage("Design", "CA1034", Justification = "The nesting is part of the API this one follows.")]
public sealed class DataOperationsCatalog : IInternalCatalog
{
    readonly IHostEnvironment _environment;

    internal DataOperationsCatalog(IHostEnvironment environment) => _environment = environment;

    IHostEnvironment IInternalCatalog.Environment => _environment;

    /// <summary>A view of objects; their public fields and properties are the columns. Each pass enumerates them anew.</summary>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition? schemaDefinition = null) where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        return new EnumerableView<TRow>(data, ObjectColumns<TRow>.Of(schemaDefinition));
    }

    /// <summary>A view of objects with the types and annotations of a schema.</summary>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema) where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        return new EnumerableView<TRow>(data, ObjectColumns<TRow>.Of(schema));
    }

    /// <summary>The rows as objects, or as one object that changes from row to row.</summary>
    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition? schemaDefinition = null)
        where TRow : class, new()
    {
        ArgumentNullException.ThrowIfNull(data);
        return new ObjectEnumerable<TRow>(data, RowFiller<TRow>.Create(data.Schema, ignoreMissingColumns, schemaDefinition), reuseRowObject);
    }

    /// <summary>Draws rows with replacement, about as many as there are; or those that were not drawn.</summary>
    public IDataView BootstrapSample(IDataView input, int? seed = null, bool complement = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        return BootstrapView.Create(input, SplitSeed(seed), complement);
    }

    /// <summary>Keeps columns in memory once they have been read.</summary>
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (string column in columnsToPrefetch ?? [])
            if (!input.Schema.TryGetColumn(column, out _))
                throw SchemaMismatch.Missing(nameof(columnsToPrefetch), "prefetch", column);
        return new CacheView(input, columnsToPrefetch ?? []);
    }

    /// <summary>The rows whose number is at least the lower and below the upper bound.</summary>
    public IDataView FilterRowsByColumn(IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!(lowerBound < upperBound))
            throw new ArgumentOutOfRangeException(nameof(upperBound), upperBound, $"The upper bound must be above the lower bound, {lowerBound}.");
        DataViewSchema.Column column = input.Schema[columnName];
        if (column.Type != NumberDataViewType.Single && column.Type != NumberDataViewType.Double)
            throw SchemaMismatch.WrongType(nameof(columnName), "filter", columnName, "Single or Double", $"{column.Type}");
        return ColumnValueFilter.InRange(input, column, lowerBound, upperBound);
    }

    /// <summary>The rows whose key is in a range of the keys, given as fractions of their count.</summary>
    public IDataView FilterRowsByKeyColumnFraction(IDataView input, string columnName, double lowerBound = 0, double upperBound = 1)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (lowerBound is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(lowerBound), lowerBound, "Must be in [0, 1]");
        if (upperBound is not (>= 0 and <= 1) || upperBound < lowerBound)
            throw new ArgumentOutOfRangeException(nameof(upperBound), upperBound, "Must be in [0, 1], and no less than lowerBound");
        DataViewSchema.Column column = input.Schema[columnName];
        return column.Type is KeyDataViewType key
            ? ColumnValueFilter.InKeyRange(input, column, key, lowerBound, upperBound)
            : throw SchemaMismatch.WrongType(nameof(columnName), "filter", columnName, "KeyType", $"{column.Type}");
    }

    /// <summary>The rows without a missing value (a NaN, a key of 0) in the columns.</summary>
    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (columns is not { Length: > 0 })
            throw new ArgumentOutOfRangeException(nameof(columns), "At least one column is needed.");
        return ColumnValueFilter.NoneMissing(input, Array.ConvertAll(columns, column => CanBeMissing(input.Schema[column])));

        static DataViewSchema.Column CanBeMissing(DataViewSchema.Column column) =>
            column.Type.ItemTypeOf() is KeyDataViewType || column.Type.ItemTypeOf() == NumberDataViewType.Single || column.Type.ItemTypeOf() == NumberDataViewType.Double
                ? column
                : throw SchemaMismatch.WrongType(nameof(columns), "filter", column.Name, "Single, Double or a key", $"{column.Type}");
    }

    /// <summary>The rows in random order, the same in every pass.</summary>
    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shufflePoolSize);
        return new ShuffleView(input, _environment.SeedOr(seed), shufflePoolSize, shuffleSource);
    }

    /// <summary>All rows after the first few.</summary>
    public IDataView SkipRows(IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new ChosenRowsView(
            input,
            cursor =>
            {
                long left = count;
                return () =>
                {
                    for (; left > 0; left--)
                        if (!cursor.MoveNext())
                            return false;
                    return cursor.MoveNext();
                };
            },
            rows => Math.Max(0, rows - count));
    }

    /// <summary>The first rows.</summary>
    public IDataView TakeRows(IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new ChosenRowsView(
            input,
            cursor =>
            {
                long left = count;
                return () => left-- > 0 && cursor.MoveNext();
            },
            rows => Math.Min(rows, count));
    }

    /// <summary>Two parts, each row falling into the test part with the given probability; equal sampling keys fall into the same part.</summary>
    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (testFraction is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "Must be between 0 and 1 exclusive");
        var split = new RowSplit(data, samplingKeyColumnName, SplitSeed(seed));
        return new TrainTestData(split.Rows(0, testFraction, outside: true), split.Rows(0, testFraction));
    }

    /// <summary>Several splits: each row is in the test part of exactly one.</summary>
    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (numberOfFolds < 2)
            throw new ArgumentOutOfRangeException(nameof(numberOfFolds), numberOfFolds, "Must be more than 1");
        var split = new RowSplit(data, samplingKeyColumnName, SplitSeed(seed));
        return [.. Enumerable.Range(0, numberOfFolds).Select(Fold)];

        TrainTestData Fold(int fold)
        {
            double from = (double)fold / numberOfFolds, to = (double)(fold + 1) / numberOfFolds;
            return new TrainTestData(split.Rows(from, to, outside: true), split.Rows(from, to));
        }
    }

    // Unlike a shuffle, a split made twice with the context's seed must be the same twice.
    int SplitSeed(int? seed) => seed ?? _environment.Internal().Seed ?? Random.Shared.Next();

    /// <summary>Two parts of the data.</summary>
    [SuppressMessage("Performance", "CA1815", Justification = "Nothing compares them.")]
    public readonly struct TrainTestData
    {
        public readonly IDataView TrainSet;
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}
