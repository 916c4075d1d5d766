using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Something that can be written into a model file.</summary>
public interface ICanSaveModel
{
    void Save(ModelSaveContext ctx);
}

/// <summary>Makes a view of another one, with columns added, changed or removed.</summary>
public interface ITransformer : ICanSaveModel
{
    /// <summary>Whether each output row depends on the input row at its place alone; then <see cref="GetRowToRowMapper"/> works.</summary>
    bool IsRowToRowMapper { get; }

    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);

    IDataView Transform(IDataView input);
}

/// <summary>Learns a transformer from data.</summary>
public interface IEstimator<out TTransformer> where TTransformer : ITransformer
{
    TTransformer Fit(IDataView input);

    SchemaShape GetOutputSchema(SchemaShape inputSchema);
}

/// <summary>Makes a view of something that is none.</summary>
public interface IDataLoader<in TSource> : ICanSaveModel
{
    DataViewSchema GetOutputSchema();

    IDataView Load(TSource input);
}
