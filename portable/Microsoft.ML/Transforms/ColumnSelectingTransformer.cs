using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: Microsoft.ML.LoadableModel<Microsoft.ML.Transforms.ColumnSelectingTransformer>]

namespace Microsoft.ML.Transforms;

/// <summary>Keeps some columns, or all but some.</summary>
public sealed class ColumnSelectingTransformer : ITransformer, IModelLoader
{
    readonly bool _keep;
    readonly bool _keepHidden;
    readonly string[] _columns;

    internal ColumnSelectingTransformer(bool keep, bool keepHidden, string[] columns)
    {
        _keep = keep;
        _keepHidden = keepHidden;
        _columns = columns;
    }

    static string IModelLoader.Signature => "SelectColumns";

    bool ITransformer.IsRowToRowMapper => true;

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new ColumnSelectingTransformer(ctx.Reader.ReadBoolean(), ctx.Reader.ReadBoolean(), Array.ConvertAll(ctx.Reader.ReadTexts(), name => name.ToString()));
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new SelectedColumnsView(input, Bind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.SetSignature("SelectColumns");
        ctx.Writer.Write(_keep);
        ctx.Writer.Write(_keepHidden);
        ctx.Writer.WriteTexts(Array.ConvertAll(_columns, name => name.AsMemory()));
    }

    /// <summary>The shape of the columns that stay; throws when one that is named is not there.</summary>
    internal SchemaShape Select(SchemaShape schema)
    {
        CheckPresent([.. schema.Select(column => column.Name)]);
        return new SchemaShape(schema.Where(column => _columns.Contains(column.Name, StringComparer.Ordinal) == _keep));
    }

    SelectedColumns Bind(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        CheckPresent([.. schema.Select(column => column.Name)]);

        // Kept columns come in the order in which they were named; dropping leaves the order, and the hidden columns, as they were.
        var sources = _keep
            ? _columns.SelectMany(name => schema.Where(column => column.Name == name && (_keepHidden || !column.IsHidden)))
            : schema.Where(column => !_columns.Contains(column.Name, StringComparer.Ordinal));
        return new SelectedColumns(schema, [.. sources]);
    }

    void CheckPresent(HashSet<string> names)
    {
        string missing = string.Join(",", _columns.Where(name => !names.Contains(name)));
        if (missing.Length > 0)
            throw SchemaMismatch.Missing("inputSchema", "input", missing);
    }
}

/// <summary>Makes a <see cref="ColumnSelectingTransformer"/>.</summary>
public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(IHostEnvironment environment, bool keep, bool keepHidden, string[] columns)
        : base(environment.Register(nameof(ColumnSelectingEstimator)), new ColumnSelectingTransformer(keep, keepHidden, Checked(columns))) { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Transformer.Select(inputSchema);
    }

    static string[] Checked(string[] columnNames)
    {
        ArgumentNullException.ThrowIfNull(columnNames);
        if (columnNames.Length == 0)
            throw new InvalidOperationException("At least one column to keep or to drop must be named.");
        return columnNames;
    }
}
