using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: Microsoft.ML.LoadableModel<Microsoft.ML.Transforms.ValueMappingTransformer>]

namespace Microsoft.ML.Transforms;

/// <summary>Replaces values by others, looked up in a table that is part of the model.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "Not sealed in the API this one follows.")]
public class ValueMappingTransformer : OneToOneTransformerBase, IModelLoader
{
    internal ValueMappingTransformer(IHostEnvironment environment, ValueTable table, params (string Output, string Input)[] columns)
        : base(environment.Register(nameof(ValueMappingTransformer)), columns) => Table = table;

    private protected ValueMappingTransformer(IHost host, ModelLoadContext ctx) : base(host, ctx) => Table = ValueTable.Load(ctx);

    internal ValueTable Table { get; }

    static string IModelLoader.Signature => "MapValue";

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new ValueMappingTransformer(environment.Register(nameof(ValueMappingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("MapValue");
        SaveColumns(ctx);
        Table.Save(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema.Column input, int pair)
    {
        if (input.Type.ItemTypeOf().RawType != Table.Key.Type.RawType)
            throw InputColumns.Wrong(input, $"{Table.Key.Type}, the type of the table's keys");
        if (input.Type is VectorDataViewType && Table.Value.Type is VectorDataViewType)
            throw new NotSupportedException($"Column '{input.Name}' cannot be mapped to values when the column and the map values are both vector type.");
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    sealed class Mapper(ValueMappingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        readonly ValueTable _table = parent.Table;

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [.. Pairs.Select((pair, i) =>
            new DataViewSchema.DetachedColumn(pair.Output, TypeFrom(Inputs[i].Type), _table.Value.Annotations))];

        DataViewType TypeFrom(DataViewType input) =>
            input is VectorDataViewType ? new VectorDataViewType((PrimitiveDataViewType)_table.Value.Type) : _table.Value.Type;

        protected override Delegate MakeGetter(DataViewRow input, int output) => _table.MakeGetter(input, Inputs[output]);
    }
}
