using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A transformer that owns a trained model and applies it row by row.</summary>
public abstract class PredictionTransformerBase<TModel> : IPredictionTransformer<TModel>, IDisposable where TModel : class
{
    private protected const string ModelFolder = "Model";
    private protected const string TrainSchemaEntry = "TrainSchema";

    private protected readonly IHost Host;
    bool _disposed;

    private protected PredictionTransformerBase(IHost host, TModel model, DataViewSchema trainSchema)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(trainSchema);
        Host = host;
        Model = model;
        TrainSchema = trainSchema;
    }

    private protected PredictionTransformerBase(IHost host, ModelLoadContext ctx)
        : this(host, ctx.LoadModel<TModel>(host, ModelFolder), ctx.LoadSchema(TrainSchemaEntry)) { }

    public TModel Model { get; }

    internal DataViewSchema TrainSchema { get; }

    bool ITransformer.IsRowToRowMapper => true;

    public abstract DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new RowMapperView(input, new RowMapperBinding(MakeRowMapper(input.Schema)));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapperBinding(MakeRowMapper(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        SaveModel(ctx);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        (Model as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract void SaveModel(ModelSaveContext ctx);

    private protected abstract RowMapper MakeRowMapper(DataViewSchema schema);

    /// <summary>Writes the parts that the loading constructor reads.</summary>
    private protected void SaveModelCore(ModelSaveContext ctx)
    {
        if (Model is not ICanSaveModel savable)
            throw new InvalidOperationException($"The model is a {Model.GetType()}, which cannot be saved.");
        ctx.SaveModel(savable, ModelFolder);
        ctx.SaveSchema(TrainSchemaEntry, TrainSchema);
    }
}

/// <summary>A prediction transformer whose model reads one feature column.</summary>
public abstract class SingleFeaturePredictionTransformerBase<TModel> : PredictionTransformerBase<TModel>, ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected SingleFeaturePredictionTransformerBase(IHost host, TModel model, DataViewSchema trainSchema, string featureColumn)
        : base(host, model, trainSchema)
    {
        FeatureColumnName = featureColumn;
        FeatureColumnType = TypeIn(trainSchema, featureColumn);
    }

    private protected SingleFeaturePredictionTransformerBase(IHost host, ModelLoadContext ctx) : base(host, ctx)
    {
        FeatureColumnName = ctx.Reader.ReadString();
        FeatureColumnType = TypeIn(TrainSchema, FeatureColumnName);
    }

    public string FeatureColumnName { get; }

    public DataViewType FeatureColumnType { get; }

    public sealed override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (!inputSchema.TryGetColumn(FeatureColumnName, out DataViewSchema.Column feature))
            throw SchemaMismatch.Missing(nameof(inputSchema), "feature", FeatureColumnName);
        if (!feature.Type.Equals(FeatureColumnType))
            throw SchemaMismatch.WrongType(nameof(inputSchema), "feature", FeatureColumnName, $"{FeatureColumnType}", $"{feature.Type}");
        return new RowMapperBinding(MakeRowMapper(inputSchema)).OutputSchema;
    }

    /// <summary>Writes the parts that the loading constructor reads.</summary>
    private protected void SaveSingleFeature(ModelSaveContext ctx)
    {
        SaveModelCore(ctx);
        ctx.Writer.Write(FeatureColumnName);
    }

    static DataViewType TypeIn(DataViewSchema schema, string column) =>
        schema.TryGetColumn(column, out DataViewSchema.Column found) ? found.Type : throw SchemaMismatch.Missing("featureColumn", "feature", column);
}
