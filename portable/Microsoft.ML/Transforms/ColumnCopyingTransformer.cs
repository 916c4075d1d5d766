using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: Microsoft.ML.LoadableModel<Microsoft.ML.Transforms.ColumnCopyingTransformer>]

namespace Microsoft.ML.Transforms;

/// <summary>Adds columns that are other columns under another name.</summary>
public sealed class ColumnCopyingTransformer : OneToOneTransformerBase, IModelLoader
{
    internal ColumnCopyingTransformer(IHostEnvironment environment, params (string Output, string Input)[] columns)
        : base(environment.Register(nameof(ColumnCopyingTransformer)), columns) { }

    ColumnCopyingTransformer(IHostEnvironment environment, ModelLoadContext ctx) : base(environment.Register(nameof(ColumnCopyingTransformer)), ctx) { }

    static string IModelLoader.Signature => "CopyColumns";

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new ColumnCopyingTransformer(environment, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("CopyColumns");
        SaveColumns(ctx);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    sealed class Mapper(ColumnCopyingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() =>
            [.. Pairs.Zip(Inputs, (pair, input) => new DataViewSchema.DetachedColumn(pair.Output, input.Type, input.Annotations))];

        protected override Delegate MakeGetter(DataViewRow input, int output) => input.GetterOf(input.Schema[Inputs[output].Index]);
    }
}

/// <summary>Makes a <see cref="ColumnCopyingTransformer"/>.</summary>
public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    readonly (string Output, string Input)[] _columns;

    internal ColumnCopyingEstimator(IHostEnvironment environment, params (string Output, string Input)[] columns)
        : base(environment.Register(nameof(ColumnCopyingEstimator)), new ColumnCopyingTransformer(environment, columns)) => _columns = columns;

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair => inputSchema.Input(pair.Input).Renamed(pair.Output)));
    }
}
