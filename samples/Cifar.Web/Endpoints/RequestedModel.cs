using Cifar.Pipelines.Serving;

namespace Cifar.Web.Endpoints;

/// <summary>The model that a request asks for.</summary>
internal static class RequestedModel
{
    public static (string Name, IImageClassifier Classifier) Of(HttpContext context)
    {
        var shelf = context.RequestServices.GetRequiredService<ModelShelf>();
        string name = context.Request.Query["model"].ToString() is { Length: > 0 } asked ? asked : shelf.Default;
        return shelf.Files.ContainsKey(name)
            ? (name, context.RequestServices.GetRequiredKeyedService<IImageClassifier>(name))
            : throw new BadHttpRequestException("There is no model of that name; /api/v1/models lists the names.", StatusCodes.Status404NotFound);
    }
}
