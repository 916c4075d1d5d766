using Cifar.Pipelines.Data;
using Microsoft.Extensions.Hosting;

namespace Cifar.Pipelines.Serving;

/// <summary>Loads the model and classifies a few pictures before the application takes requests, so that the first one is as fast as the next.</summary>
internal sealed class ClassifierWarmUp(Func<ImageClassifier> open, CifarClassifierOptions options) : IHostedService
{
    // The runtime compiles methods anew once they have run some thirty times.
    private const int RoundsPerWorker = 32;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var classifier = open();
        var (height, width) = (classifier.Model.Description.Height, classifier.Model.Description.Width);
        using var picture = PlanarPixels.CreateImage(new byte[3 * (height + 1) * (width + 1)], height + 1, width + 1); // Not the model's size: resizing is warmed up too.
        byte[] png = PngFile.Encode(new byte[3 * height * width], height, width);
        for (int round = 0; round < RoundsPerWorker; round++)
        {
            int together = Math.Min(options.WorkerCount, Math.Max(1, options.QueueLength / 2));
            await Task.WhenAll(Enumerable.Range(0, together).Select(i =>
                i % 2 == round % 2 ? classifier.WarmUp(png, null, cancellationToken) : classifier.WarmUp(default, picture, cancellationToken)));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
