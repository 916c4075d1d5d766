using Cifar.Models.Data;
using Cifar.Pipelines.Serving;
using Cifar.Web.Page;

namespace Cifar.Web.Endpoints;

/// <summary><c>GET /api/v1/models</c>: what can be asked.</summary>
internal static class ModelEndpoints
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/models", (Delegate)List)
        .WithName("models")
        .WithSummary("The models that can be asked, with their classes.")
        .Produces<ModelsAnswer>();

    private static IResult List(HttpContext context)
    {
        var shelf = context.RequestServices.GetRequiredService<ModelShelf>();
        var models = shelf.Files.Keys.Select(name => Describe(name, shelf, context.RequestServices.GetRequiredKeyedService<IImageClassifier>(name).Model));
        string? report = context.RequestServices.GetRequiredService<WebSettings>().Report is null ? null : PageEndpoints.Report;
        return Results.Json(new ModelsAnswer([.. models], report), ApiJson.Default.ModelsAnswer);
    }

    private static ModelAnswer Describe(string name, ModelShelf shelf, ServedModelInfo model)
    {
        var about = model.Description;
        return new ModelAnswer(
            name,
            name == shelf.Default,
            model.Version,
            about.Network,
            about.Width,
            about.Height,
            about.Preprocessing.Sharpening is not null,
            about.Training?.ValidationAccuracy,
            model.LoadedAt,
            about.Labels.Fine,
            about.Labels.Coarse,
            about.Labels.Equals(SyntheticImages.Classes) ? "Trained on generated shapes: it knows nothing of photographs." : null);
    }
}
