using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ML;
using Microsoft.Extensions.Options;

namespace Cifar.Pipelines.Serving;

/// <summary>Registers image classifiers with an application's services.</summary>
public static class CifarClassifierServices
{
    /// <summary>Registers an <see cref="IImageClassifier"/>, loaded and warmed up when the application starts.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Says which model, and sets limits.</param>
    /// <returns>The same services.</returns>
    /// <remarks>
    /// ML.NET models are served by prediction engines, ONNX files in batches. The application's <c>PredictionEnginePool&lt;ImageInput, ImagePrediction&gt;</c> is
    /// registered too, for those who want engines of the same ML.NET model themselves.
    /// A missing or damaged model, or an option out of range, stops the start with an exception that says so.
    /// </remarks>
    public static IServiceCollection AddCifarClassifier(this IServiceCollection services, Action<CifarClassifierOptions> configure)
    {
        Register(services, Options.DefaultName, configure);
        return services.AddSingleton(provider => provider.GetRequiredKeyedService<IImageClassifier>(Options.DefaultName));
    }

    /// <summary>Registers one of several classifiers, as a keyed service.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The key, and the model's name in the pool of engines and in metrics; not empty.</param>
    /// <param name="configure">Says which model, and sets limits.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddCifarClassifier(this IServiceCollection services, string name, Action<CifarClassifierOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Register(services, name, configure);
    }

    private static IServiceCollection Register(IServiceCollection services, string name, Action<CifarClassifierOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddLogging().AddOptions<CifarClassifierOptions>(name).Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CifarClassifierOptions>, CifarClassifierOptionsCheck>());
        if (!services.Any(service => service.ServiceType == typeof(PredictionEnginePool<ImageInput, ImagePrediction>)))
        {
            services.AddPredictionEnginePool<ImageInput, ImagePrediction>();
        }

        services.AddKeyedSingleton(name, (provider, _) => new ServingMetrics(name, provider.GetService<IMeterFactory>()));
        services.AddKeyedSingleton(name, (provider, _) => new ModelSource(
            OptionsOf(provider, name), provider.GetRequiredService<IOptions<MLOptions>>(), provider.GetRequiredKeyedService<ServingMetrics>(name), provider.GetRequiredService<ILogger<ModelSource>>()));
        services.AddOptions<PredictionEnginePoolOptions<ImageInput, ImagePrediction>>(name)
            .Configure<IServiceProvider>((pool, provider) => pool.ModelLoader = provider.GetRequiredKeyedService<ModelSource>(name));
        services.AddKeyedSingleton(name, (provider, _) => new ImageClassifier(
            OptionsOf(provider, name), new Scoring(provider.GetRequiredKeyedService<ModelSource>(name)), provider.GetRequiredKeyedService<ServingMetrics>(name)));
        services.AddKeyedSingleton<IImageClassifier>(name, (provider, _) => provider.GetRequiredKeyedService<ImageClassifier>(name));
        return services.AddSingleton<IHostedService>(provider => new ClassifierWarmUp(() => provider.GetRequiredKeyedService<ImageClassifier>(name), OptionsOf(provider, name)));
    }

    private static CifarClassifierOptions OptionsOf(IServiceProvider provider, string name) => provider.GetRequiredService<IOptionsMonitor<CifarClassifierOptions>>().Get(name);
}
