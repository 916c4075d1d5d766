// An image classifier in an ASP.NET Core application: dotnet run -- --model model.zip
//   curl --data-binary @cat.jpg http://127.0.0.1:5000/classify
// The model is loaded and warmed up before the first request, and loaded again when its file changes.
// samples/Cifar.Web shows what a server on an open network needs beside this: limits, keys, headers, metrics.
using Cifar.Pipelines.Serving;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddCifarClassifier(options => options.ModelPath = builder.Configuration["model"] ?? "model.zip");
var app = builder.Build();

app.MapPost("/classify", async (HttpRequest request, IImageClassifier classifier, CancellationToken cancellation) =>
{
    try
    {
        ClassificationResult result = await classifier.ClassifyAsync(request.Body, top: 5, cancellation);
        return Results.Json(result.Predictions);
    }
    catch (ImageRejectedException rejected)
    {
        return Results.Problem(rejected.Message, statusCode: 422); // No picture, damaged, or too large.
    }
    catch (ClassifierBusyException busy)
    {
        return Results.Problem(busy.Message, statusCode: 429); // The queue is full; nothing was done.
    }
});

app.Run();
