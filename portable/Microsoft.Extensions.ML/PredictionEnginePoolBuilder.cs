using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.ML;

/// <summary>What FromFile and FromUri configure the pool's models on.</summary>
public class PredictionEnginePoolBuilder<TData, TPrediction>(IServiceCollection services)
    where TData : class
    where TPrediction : class, new()
{
    public IServiceCollection Services { get; } = services;
}
