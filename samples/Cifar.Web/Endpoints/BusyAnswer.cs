using Cifar.Pipelines.Serving;

namespace Cifar.Web.Endpoints;

/// <summary>429 for a picture that found the queue full.</summary>
/// <remarks>The same answer that the exception would get at last, without throwing it through every layer on its way: a server with more to do than it can turns away cheaply.</remarks>
internal sealed class BusyAnswer(string reason) : IResult
{
    /// <summary>The answer for a classification that was turned away at once; null for every other one.</summary>
    public static BusyAnswer? Of(Task classification) =>
        classification is { IsFaulted: true, Exception.InnerException: ClassifierBusyException busy } ? new BusyAnswer(busy.Message) : null;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.RetryAfter = "1";
        return Results.Problem(reason, statusCode: StatusCodes.Status429TooManyRequests, title: "Busy").ExecuteAsync(httpContext);
    }
}
