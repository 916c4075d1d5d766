using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Rows;

/// <summary>A transformer that works by <paramref name="live"/> and is saved as the built-in transformers that <paramref name="createSavedForm"/> makes.</summary>
/// <remarks>
/// ML.NET lets only its own transformers write into a model file. The saved form does the same work with those,
/// so that plain <c>mlContext.Model.Load</c> reads the model in any application.
/// </remarks>
internal sealed class SavedAsTransformer(ITransformer live, Func<ITransformer> createSavedForm) : ITransformer, IDisposable
{
    bool ITransformer.IsRowToRowMapper => live.IsRowToRowMapper;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => live.GetOutputSchema(inputSchema);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => live.GetRowToRowMapper(inputSchema);

    public IDataView Transform(IDataView input) => live.Transform(input);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        var saved = createSavedForm();
        using var sessions = saved as IDisposable;
        ((ICanSaveModel)saved).Save(ctx);
    }

    public void Dispose() => (live as IDisposable)?.Dispose();
}
