using Cifar.Web.Metrics;

namespace Cifar.Web.Endpoints;

/// <summary>For the machinery around a server: is it alive, should it get requests, what does it do?</summary>
internal static class HealthEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Text("alive\n")).ExcludeFromDescription();
        // Models are loaded before the server listens; when it is told to stop, it says so while it finishes what it has.
        app.MapGet("/readyz", () => app.Lifetime.ApplicationStarted.IsCancellationRequested && !app.Lifetime.ApplicationStopping.IsCancellationRequested
            ? Results.Text("ready\n")
            : Results.Text("not ready\n", statusCode: StatusCodes.Status503ServiceUnavailable)).ExcludeFromDescription();
        app.MapGet("/metrics", (PrometheusText metrics) => Results.Text(metrics.Write(), "text/plain; version=0.0.4; charset=utf-8")).ExcludeFromDescription();
    }
}
