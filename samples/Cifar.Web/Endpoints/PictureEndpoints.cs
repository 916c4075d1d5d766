using Cifar.Pipelines.Explanation;

namespace Cifar.Web.Endpoints;

/// <summary>Looks at one picture through the eyes of a model.</summary>
internal static class PictureEndpoints
{
    private const string GradCam = "grad-cam";
    private const string Occlusion = "occlusion";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/input", (Delegate)Input)
            .WithName("input")
            .WithSummary("The picture as the network sees it: small, and sharpened where the model does that.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithMetadata(new TakesPictures(Several: false));
        api.MapPost("/explain", (Delegate)Explain)
            .WithName("explain")
            .WithSummary("Which parts of the picture speak for a class: Grad-CAM, or occlusion where the network does not allow it.")
            .Produces<ExplainAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithMetadata(new TakesPictures(Several: false));
    }

    private static async Task<IResult> Input(HttpContext context)
    {
        var (_, classifier) = RequestedModel.Of(context);
        var input = await classifier.ReadInputAsync(await RequestBody.ReadPicture(context), context.RequestAborted);
        return Results.Bytes(input.ToPng(), "image/png");
    }

    private static async Task<IResult> Explain(HttpContext context)
    {
        var (_, classifier) = RequestedModel.Of(context);
        string? label = context.Request.Query["label"].ToString() is { Length: > 0 } asked ? asked : null;
        if (label is not null && !classifier.Model.Description.Labels.Fine.Contains(label))
        {
            throw new BadHttpRequestException("The model has no class of that name; /api/v1/models lists the names.");
        }

        var method = MethodOf(context.Request.Query["method"]);
        var found = await classifier.ExplainAsync(await RequestBody.ReadPicture(context), label, method, context.RequestAborted);
        var answer = new ExplainAnswer(
            found.Label,
            found.Probability,
            found.Method == ExplanationMethod.GradCam ? GradCam : Occlusion,
            found.Map.Height,
            found.Map.Width,
            Array.ConvertAll(found.Map.Values.ToArray(), value => MathF.Round(value, 4)),
            found.Map.Peak);
        return Results.Json(answer, ApiJson.Default.ExplainAnswer);
    }

    private static ExplanationMethod MethodOf(string? text) => text switch
    {
        null or "" or GradCam => ExplanationMethod.GradCam,
        Occlusion => ExplanationMethod.Occlusion,
        _ => throw new BadHttpRequestException($"method must be {GradCam} or {Occlusion}."),
    };
}
