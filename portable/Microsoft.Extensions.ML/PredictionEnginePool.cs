using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>Lends prediction engines, which are not thread-safe, to one caller each at a time. Engines follow their model when it is reloaded.</summary>
public class PredictionEnginePool<TData, TPrediction>
    where TData : class
    where TPrediction : class, new()
{
    readonly MLContext context;
    readonly IOptionsFactory<PredictionEnginePoolOptions<TData, TPrediction>> configured;
    readonly ILogger logger;
    readonly ConcurrentDictionary<string, PooledModel<TData, TPrediction>> models = new(StringComparer.Ordinal);
    readonly Lock opening = new();

    public PredictionEnginePool(IServiceProvider serviceProvider, IOptions<MLOptions> mlContextOptions, IOptionsFactory<PredictionEnginePoolOptions<TData, TPrediction>> predictionEngineOptions)
    {
        context = mlContextOptions.Value.MLContext;
        configured = predictionEngineOptions;
        logger = serviceProvider.GetRequiredService<ILogger<PredictionEnginePool<TData, TPrediction>>>();
        // The unnamed model is loaded at once: a service with a missing or damaged model does not start.
        if (configured.Create(string.Empty).ModelLoader is { } loader) models[string.Empty] = new PooledModel<TData, TPrediction>(context, loader, logger);
    }

    public ITransformer GetModel() => GetModel(string.Empty);

    public ITransformer GetModel(string modelName) => Named(modelName).Model;

    public PredictionEngine<TData, TPrediction> GetPredictionEngine() => GetPredictionEngine(string.Empty);

    public PredictionEngine<TData, TPrediction> GetPredictionEngine(string modelName) => Named(modelName).Rent();

    public void ReturnPredictionEngine(PredictionEngine<TData, TPrediction> engine) => ReturnPredictionEngine(string.Empty, engine);

    public void ReturnPredictionEngine(string modelName, PredictionEngine<TData, TPrediction> engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Named(modelName).PutBack(engine);
    }

    PooledModel<TData, TPrediction> Named(string? modelName)
    {
        var name = modelName ?? string.Empty;
        if (models.TryGetValue(name, out var model)) return model;
        lock (opening)
        {
            if (models.TryGetValue(name, out model)) return model;
            var loader = (name.Length == 0 ? null : configured.Create(name).ModelLoader) ?? throw new ArgumentException(
                name.Length == 0
                    ? "The pool has no unnamed model. Configure one with FromFile or FromUri, or pass the name of a configured one."
                    : $"The pool has no model named '{name}'. Configure it with FromFile(\"{name}\", …) or FromUri(\"{name}\", …).",
                nameof(modelName));
            return models[name] = new PooledModel<TData, TPrediction>(context, loader, logger);
        }
    }
}
