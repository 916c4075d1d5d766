using Cifar.Pipelines.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cifar.Pipelines.Tests.Serving;

/// <summary>A classifier from an application's services, started as an application starts.</summary>
internal sealed class Classifiers : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private Classifiers(ServiceProvider services) => this.services = services;

    public IImageClassifier Classifier => services.GetRequiredService<IImageClassifier>();

    public IServiceProvider Services => services;

    public static Classifiers Open(Action<CifarClassifierOptions> configure) => new(new ServiceCollection().AddCifarClassifier(configure).BuildServiceProvider());

    public static Classifiers Open(string model) => Open(options => options.ModelPath = model);

    public static async Task<Classifiers> Start(Action<CifarClassifierOptions> configure)
    {
        var opened = Open(configure);
        foreach (var service in opened.services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return opened;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
