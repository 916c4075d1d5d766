using Cifar.Pipelines.Serving;
using Cifar.Web.Endpoints;
using Microsoft.AspNetCore.Diagnostics;

namespace Cifar.Web.Safety;

/// <summary>Every error is an RFC 9457 problem that a person can read, and tells nothing of the inside.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var (status, title, detail) = Describe(exception);
        if (status == StatusCodes.Status500InternalServerError)
        {
            LogFailed(context.Request.Path, exception);
        }

        if (status == StatusCodes.Status429TooManyRequests)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        await Results.Problem(detail, statusCode: status, title: title).ExecuteAsync(context);
        return true;
    }

    private static (int Status, string Title, string Detail) Describe(Exception exception) => exception switch
    {
        ImageRejectedException rejected => (StatusOf(rejected.Reason), TitleOf(rejected.Reason), rejected.Message),
        ClassifierBusyException busy => (StatusCodes.Status429TooManyRequests, "Busy", busy.Message),
        TooManyPicturesException many => (many.StatusCode, "Too many pictures", many.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (
            StatusCodes.Status413PayloadTooLarge, TitleOf(ImageRejection.TooManyBytes), "A request may be 8 MB long; send a smaller picture."),
        BadHttpRequestException bad => (bad.StatusCode, "Request not understood", bad.Message),
        InvalidDataException => (StatusCodes.Status400BadRequest, "Request not understood", "The parts of the body cannot be told apart; send multipart/form-data or the picture alone."),
        IOException => (StatusCodes.Status400BadRequest, "Request not understood", "The body ended before it was complete."),
        _ => (StatusCodes.Status500InternalServerError, "Something went wrong", "The server could not do this. Its log says why."),
    };

    private static int StatusOf(ImageRejection reason) => reason switch
    {
        ImageRejection.UnknownFormat => StatusCodes.Status415UnsupportedMediaType,
        ImageRejection.TooManyBytes or ImageRejection.TooManyPixels => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static string TitleOf(ImageRejection reason) => reason switch
    {
        ImageRejection.UnknownFormat => "Not a picture",
        ImageRejection.Damaged => "Damaged picture",
        ImageRejection.TooManyBytes => "File too large",
        ImageRejection.TooManyPixels => "Picture too large",
        _ => "Took too long",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "A request to {Path} failed.")]
    private partial void LogFailed(string path, Exception exception);
}
