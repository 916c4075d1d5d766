using Cifar.Pipelines.Serving;
using Cifar.Web.Endpoints;
using Cifar.Web.Metrics;
using Cifar.Web.Page;
using Cifar.Web.Safety;
using Microsoft.Extensions.Logging.Console;

namespace Cifar.Web;

/// <summary>The page and the API over one or several models.</summary>
public static class WebServer
{
    /// <summary>Builds the server; models are loaded and warmed up when it starts.</summary>
    /// <param name="settings">What to serve, to whom.</param>
    /// <returns>The server: run it, or start and stop it.</returns>
    /// <exception cref="WebSettingsException">There is no model, or another setting is wrong.</exception>
    public static WebApplication Create(WebSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Check();
        var shelf = ModelShelf.Open(settings.Models);
        // Nothing is read from the current folder or taken from the command line here: settings say it all.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(settings.Urls).ConfigureKestrel(ServerLimits.Apply);
        // Standard output belongs to the results of whoever starts the server.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning).AddFilter("Microsoft.AspNetCore", settings.LogRequests ? LogLevel.Information : LogLevel.Warning);
        // What ends the start is thrown too, and whoever starts the server says it in a line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services.AddSingleton(settings).AddSingleton(shelf).AddSingleton<PageFiles>().AddSingleton<PrometheusText>();
        builder.Services.AddMetrics().AddProblemDetails().AddExceptionHandler<ProblemHandler>();
        builder.Services.AddOpenApi("v1", ApiDocument.Describe);
        ClientRate.Add(builder.Services, settings);
        // A page elsewhere that gave this machine's address its own name must not read what only this machine may.
        builder.Services.AddHostFiltering(hosts => hosts.AllowedHosts = settings.AllowedHosts);
        foreach (var (name, file) in shelf.Files)
        {
            builder.Services.AddCifarClassifier(name, classifier =>
            {
                classifier.ModelPath = file;
                classifier.Workers = settings.Workers;
                classifier.QueueLength = settings.QueueLength;
            });
        }

        return Map(builder.Build(), settings);
    }

    /// <summary>Loads the models and begins to listen.</summary>
    /// <param name="app">The server, as <see cref="Create"/> made it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>When requests are answered.</returns>
    /// <exception cref="WebSettingsException">An address cannot be listened on.</exception>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception failure) when (ListenAddresses.Refusal(failure) is { } reason)
        {
            throw new WebSettingsException($"--urls {app.Services.GetRequiredService<WebSettings>().Urls}: {reason}", failure);
        }
    }

    private static WebApplication Map(WebApplication app, WebSettings settings)
    {
        app.Services.GetRequiredService<PrometheusText>(); // Counts from the start, not from the first question.
        app.Use(SecurityHeaders.Add);
        app.UseHostFiltering();
        app.UseExceptionHandler().UseStatusCodePages();
        app.UseRouting();
        app.UseRateLimiter();
        HealthEndpoints.Map(app);
        PageEndpoints.Map(app, settings);
        var api = app.MapGroup("/api/v1").AddEndpointFilter(new ApiKeyFilter(settings.ApiKey)).RequireRateLimiting(ClientRate.Policy);
        ModelEndpoints.Map(api);
        ClassifyEndpoint.Map(api);
        PictureEndpoints.Map(api);
        app.MapOpenApi("/openapi/{documentName}.json");
        return app;
    }
}
