using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>One configured model: its newest version, and for every rented engine the version it belongs to.</summary>
sealed partial class PooledModel<TData, TPrediction>
    where TData : class
    where TPrediction : class, new()
{
    readonly MLContext context;
    readonly ModelLoader loader;
    readonly ILogger logger;
    readonly ConditionalWeakTable<PredictionEngine<TData, TPrediction>, EngineStock<TData, TPrediction>> origins = [];
    EngineStock<TData, TPrediction> newest;

    public PooledModel(MLContext context, ModelLoader loader, ILogger logger)
    {
        (this.context, this.loader, this.logger) = (context, loader, logger);
        newest = new EngineStock<TData, TPrediction>(context, loader.GetModel());
        ChangeToken.OnChange(loader.GetReloadToken, Reload);
    }

    public ITransformer Model => Volatile.Read(ref newest).Model;

    public PredictionEngine<TData, TPrediction> Rent()
    {
        var stock = Volatile.Read(ref newest);
        var engine = stock.Take();
        origins.TryAdd(engine, stock);
        return engine;
    }

    public void PutBack(PredictionEngine<TData, TPrediction> engine)
    {
        if (!origins.TryGetValue(engine, out var stock)) throw new ArgumentException("The engine was not rented from this pool.", nameof(engine));
        stock.PutBack(engine);
    }

    void Reload()
    {
        try
        {
            var newer = new EngineStock<TData, TPrediction>(context, loader.GetModel());
            // A model that does not fit the rows' types shows it when the first engine is made; then the old one stays.
            var first = newer.Take();
            origins.TryAdd(first, newer);
            newer.PutBack(first);
            Interlocked.Exchange(ref newest, newer).Retire();
        }
        catch (Exception e)
        {
            // Runs inside the loader's notification, which must not fail for what a new model does.
            NotUsable(typeof(TData), typeof(TPrediction), e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The newly loaded model does not predict {Prediction} from {Data}; the model loaded before stays in use.")]
    partial void NotUsable(Type data, Type prediction, Exception exception);
}
