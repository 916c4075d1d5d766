using System.Globalization;
using Cifar.Pipelines.Serving;

namespace Cifar.Web.Endpoints;

/// <summary><c>POST /api/v1/classify</c>: what is on these pictures?</summary>
internal static class ClassifyEndpoint
{
    private const int MostClasses = 1000;

    public static void Map(RouteGroupBuilder api) => api.MapPost("/classify", (Delegate)Classify)
        .WithName("classify")
        .WithSummary("Names the most probable classes of one or several pictures.")
        .Produces<ClassifyAnswer>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .WithMetadata(new TakesPictures(Several: true));

    private static async Task<IResult> Classify(HttpContext context)
    {
        var (name, classifier) = RequestedModel.Of(context);
        int top = TopOf(context.Request.Query["top"]);
        var pictures = await RequestBody.ReadPictures(context);
        if (pictures is [var only])
        {
            var classification = classifier.ClassifyAsync(only.Bytes, top, context.RequestAborted);
            return BusyAnswer.Of(classification) is { } busy ? busy : Answer(name, [Describe(only.Name, await classification)]);
        }

        var answers = await Task.WhenAll(pictures.Select(picture => ClassifyOne(classifier, picture, top, context.RequestAborted)));
        // When not a single one could be read, that is an error of the request.
        return answers.All(answer => answer.Rejected is not null) ? throw answers[0].Rejected! : Answer(name, [.. answers.Select(answer => answer.Answer)]);
    }

    private static async Task<(PictureAnswer Answer, ImageRejectedException? Rejected)> ClassifyOne(
        IImageClassifier classifier, SentPicture picture, int top, CancellationToken cancellationToken)
    {
        try
        {
            return (Describe(picture.Name, await classifier.ClassifyAsync(picture.Bytes, top, cancellationToken)), null);
        }
        catch (ImageRejectedException rejected)
        {
            return (new PictureAnswer(picture.Name, null, null, null, null, null, null, rejected.Message), rejected);
        }
    }

    private static IResult Answer(string model, IReadOnlyList<PictureAnswer> pictures) => Results.Json(new ClassifyAnswer(model, pictures), ApiJson.Default.ClassifyAnswer);

    private static PictureAnswer Describe(string? name, ClassificationResult result) => new(
        name,
        result.Width,
        result.Height,
        result.ModelVersion,
        Array.ConvertAll([.. result.Predictions], guess => new PredictionAnswer(guess.Label, guess.Superclass, guess.Probability)),
        result.Superclass is { } superclass ? new SuperclassAnswer(superclass.Label, superclass.Probability) : null,
        new TimingAnswer(Milliseconds(result.Timing.Waiting), Milliseconds(result.Timing.Decoding), Milliseconds(result.Timing.Scoring)),
        null)
    {
        Sure = result.Sure,
    };

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);

    private static int TopOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 5;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int top) && top is >= 1 and <= MostClasses
            ? top
            : throw new BadHttpRequestException($"top must be a whole number, 1 to {MostClasses}.");
    }
}
