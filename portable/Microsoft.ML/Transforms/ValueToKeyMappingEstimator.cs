using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Gives keys to the values of columns, in one pass over the data, or to given values.</summary>
[SuppressMessage("Design", "CA1034", Justification = "The nesting is part of the API this one follows.")]
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    readonly IHost _host;
    readonly (string Output, string Input)[] _columns;
    readonly int _maximumNumberOfKeys;
    readonly bool _sorted;
    readonly bool _asText;
    readonly IDataView? _keyData;

    internal ValueToKeyMappingEstimator(
        IHostEnvironment environment,
        (string Output, string Input)[] columns,
        int maximumNumberOfKeys,
        KeyOrdinality keyOrdinality,
        bool addKeyValueAnnotationsAsText,
        IDataView? keyData)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumNumberOfKeys);
        if (!Enum.IsDefined(keyOrdinality))
            throw new ArgumentOutOfRangeException(nameof(keyOrdinality), keyOrdinality, "Not an order of keys.");
        if (keyData is not null && keyData.Schema.Count != 1)
            throw new ArgumentOutOfRangeException(nameof(keyData), $"Must have one column, with the values to map, and has {keyData.Schema.Count}.");
        _host = environment.Register(nameof(ValueToKeyMappingEstimator));
        _columns = columns;
        _maximumNumberOfKeys = maximumNumberOfKeys;
        _sorted = keyOrdinality == KeyOrdinality.ByValue;
        _asText = addKeyValueAnnotationsAsText;
        _keyData = keyData;
    }

    /// <summary>Which value gets the lower key.</summary>
    [SuppressMessage("Design", "CA1028", Justification = "The storage is part of the API this one follows.")]
    public enum KeyOrdinality : byte
    {
        /// <summary>The one met first.</summary>
        ByOccurrence = 0,

        /// <summary>The smaller one; texts by their characters.</summary>
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var sources = Array.ConvertAll(_columns, pair => input.Schema.Input(pair.Input));
        foreach (var source in sources)
        {
            if (!IsMappable(source.Type.ItemTypeOf()))
                throw InputColumns.Wrong(source, "numbers, texts, booleans or keys");
        }

        var maps = _keyData is null ? Learn(input, sources) : Given(_keyData, sources);
        return new ValueToKeyMappingTransformer(_host, _columns, maps, Array.ConvertAll(sources, _ => _asText));
    }

    TermMap[] Learn(IDataView input, DataViewSchema.Column[] sources)
    {
        using var cursor = input.GetRowCursor(sources.DistinctBy(source => source.Index));
        var collectors = Array.ConvertAll(sources, source => TermCollector.Create(cursor, source, _maximumNumberOfKeys));
        while (cursor.MoveNext())
        {
            foreach (var collector in collectors)
                collector.Read();
        }

        return Array.ConvertAll(collectors, collector => collector.Finish(_sorted));
    }

    TermMap[] Given(IDataView keyData, DataViewSchema.Column[] sources)
    {
        var given = keyData.Schema[0];
        foreach (var source in sources)
        {
            if (!source.Type.ItemTypeOf().Equals(given.Type.ItemTypeOf()))
                throw InputColumns.Wrong(source, $"{given.Type.ItemTypeOf()}, the type of the given values");
        }

        var map = TermCollector.Collect(keyData, given, int.MaxValue, _sorted);
        return Array.ConvertAll(sources, _ => map);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair => Shape(inputSchema.Input(pair.Input), pair.Output)));
    }

    SchemaShape.Column Shape(SchemaShape.Column source, string output)
    {
        if (!IsMappable(source.ItemType))
            throw SchemaMismatch.WrongType("inputSchema", "input", source.Name, "numbers, texts, booleans or keys", source.GetTypeString());
        if (!source.IsKey || !source.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values))
        {
            values = new SchemaShape.Column(
                AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector, _asText ? TextDataViewType.Instance : source.ItemType, source.IsKey && !_asText);
        }

        return new SchemaShape.Column(output, source.Kind, NumberDataViewType.UInt32, isKey: true, new SchemaShape([values, .. source.Annotations.Only(AnnotationKinds.SlotNames)]));
    }

    static bool IsMappable(DataViewType itemType) => itemType is NumberDataViewType or TextDataViewType or BooleanDataViewType or KeyDataViewType;
}
