namespace Cifar.Web.Endpoints;

/// <summary>Looks at one picture through the eyes of a model.</summary>
internal static class PictureEndpoints
{
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
            .WithSummary("Which parts of the picture speak for a class (?label=, otherwise the most probable one).")
            .Produces<ExplainAnswer>()
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

        var map = await classifier.ExplainAsync(await RequestBody.ReadPicture(context), label, context.RequestAborted);
        return Results.Json(new ExplainAnswer(map.Label, map.Probability, map.Rows, map.Columns, map.Loss), ApiJson.Default.ExplainAnswer);
    }
}
