using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.ML;

/// <summary>Says which file or address a pool's model comes from, and whether to look for newer ones.</summary>
public static class BuilderExtensions
{
    static readonly TimeSpan DefaultPeriod = TimeSpan.FromMinutes(5);

    public static PredictionEnginePoolBuilder<TData, TPrediction> FromFile<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder, string filePath)
        where TData : class
        where TPrediction : class, new() => builder.FromFile(string.Empty, filePath, watchForChanges: true);

    public static PredictionEnginePoolBuilder<TData, TPrediction> FromFile<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder, string filePath, bool watchForChanges)
        where TData : class
        where TPrediction : class, new() => builder.FromFile(string.Empty, filePath, watchForChanges);

    public static PredictionEnginePoolBuilder<TData, TPrediction> FromFile<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder, string modelName, string filePath)
        where TData : class
        where TPrediction : class, new() => builder.FromFile(modelName, filePath, watchForChanges: true);

    public static PredictionEnginePoolBuilder<TData, TPrediction> FromFile<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder, string modelName, string filePath, bool watchForChanges)
        where TData : class
        where TPrediction : class, new() => builder.From<TData, TPrediction, FileModelLoader>(modelName, loader => loader.Start(filePath, watchForChanges));

    public static PredictionEnginePoolBuilder<TData, TPrediction> FromUri<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder, string uri)
        where TData : class
        where TPrediction : class, new() => builder.FromUri(string.Empty, new Uri(uri), DefaultPeriod);

    public static PredictionEnginePoolBuilder<TData, TPrediction> FromUri<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder, string modelName, string uri)
        where TData : class
        where TPrediction : class, new() => builder.FromUri(modelName, new Uri(uri), DefaultPeriod);

    public static PredictionEnginePoolBuilder<TData, TPrediction> FromUri<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder, string modelName, Uri uri)
        where TData : class
        where TPrediction : class, new() => builder.FromUri(modelName, uri, DefaultPeriod);

    public static PredictionEnginePoolBuilder<TData, TPrediction> FromUri<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder, string uri, TimeSpan period)
        where TData : class
        where TPrediction : class, new() => builder.FromUri(string.Empty, new Uri(uri), period);

    public static PredictionEnginePoolBuilder<TData, TPrediction> FromUri<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder, string modelName, string uri, TimeSpan period)
        where TData : class
        where TPrediction : class, new() => builder.FromUri(modelName, new Uri(uri), period);

    public static PredictionEnginePoolBuilder<TData, TPrediction> FromUri<TData, TPrediction>(this PredictionEnginePoolBuilder<TData, TPrediction> builder, string modelName, Uri uri, TimeSpan period)
        where TData : class
        where TPrediction : class, new() => builder.From<TData, TPrediction, UriModelLoader>(modelName, loader => loader.Start(uri, period));

    static PredictionEnginePoolBuilder<TData, TPrediction> From<TData, TPrediction, TLoader>(this PredictionEnginePoolBuilder<TData, TPrediction> builder, string modelName, Action<TLoader> start)
        where TData : class
        where TPrediction : class, new()
        where TLoader : ModelLoader
    {
        builder.Services.TryAddTransient<TLoader>();
        // Runs when the pool first needs the model, not while services are registered.
        builder.Services.AddOptions<PredictionEnginePoolOptions<TData, TPrediction>>(modelName).Configure<TLoader>((options, loader) =>
        {
            start(loader);
            options.ModelLoader = loader;
        });
        return builder;
    }
}
