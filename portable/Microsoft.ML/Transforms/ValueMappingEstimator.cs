using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="ValueMappingTransformer"/>.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "Not sealed in the API this one follows.")]
public class ValueMappingEstimator : TrivialEstimator<ValueMappingTransformer>
{
    readonly (string Output, string Input)[] _columns;

    internal ValueMappingEstimator(
        IHostEnvironment environment,
        IDataView lookupMap,
        DataViewSchema.Column keyColumn,
        DataViewSchema.Column valueColumn,
        params (string Output, string Input)[] columns)
        : base(
            environment.Register(nameof(ValueMappingEstimator)),
            new ValueMappingTransformer(environment, ValueTable.Read(lookupMap, Own(lookupMap, keyColumn), Own(lookupMap, valueColumn)), columns)) => _columns = columns;

    public sealed override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair => Shape(inputSchema.Input(pair.Input), pair.Output)));
    }

    SchemaShape.Column Shape(SchemaShape.Column source, string output)
    {
        var value = Transformer.Table.Value;
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(output, value.Type, value.Annotations);
        var mapped = SchemaShape.Create(schema.ToSchema())[0];
        if (source.Kind == SchemaShape.Column.VectorKind.Scalar)
            return mapped;
        if (value.Type is VectorDataViewType)
            throw new NotSupportedException($"Column '{source.Name}' cannot be mapped to values when the column and the map values are both vector type.");
        return new SchemaShape.Column(output, source.Kind, mapped.ItemType, mapped.IsKey, mapped.Annotations);
    }

    static DataViewSchema.Column Own(IDataView lookupMap, DataViewSchema.Column column)
    {
        ArgumentNullException.ThrowIfNull(lookupMap);
        return lookupMap.Schema.Owns(column) ? column : throw new InvalidOperationException($"The column '{column.Name}' is not one of the table's.");
    }
}

/// <summary>A <see cref="ValueMappingEstimator"/> made from pairs in memory.</summary>
public sealed class ValueMappingEstimator<TKey, TValue> : ValueMappingEstimator
{
    internal ValueMappingEstimator(IHostEnvironment environment, PairsView pairs, params (string Output, string Input)[] columns)
        : base(environment, pairs, pairs.Schema[0], pairs.Schema[1], columns) { }
}
