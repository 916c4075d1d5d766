using System.Diagnostics;
using Cifar.Pipelines.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Cifar.LoadTest;

/// <summary>Predictions without HTTP, one after the other on each worker.</summary>
internal static class InARow
{
    public static async Task Run(string model, int count)
    {
        await using var services = new ServiceCollection().AddCifarClassifier(options => options.ModelPath = model).BuildServiceProvider();
        var classifier = services.GetRequiredService<IImageClassifier>();
        byte[] picture = SamplePicture.Png(1);
        await Predict(classifier, picture, count / 4);
        double first = Resident();
        long start = Stopwatch.GetTimestamp();
        await Predict(classifier, picture, count * 3 / 4);
        Console.WriteLine($"{count:N0} predictions in a row: {count * 3 / 4 / Stopwatch.GetElapsedTime(start).TotalSeconds:N0} a second; resident memory {first:F0} MB after a quarter, {Resident():F0} MB at the end");
    }

    private static Task Predict(IImageClassifier classifier, byte[] picture, int count) => Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
    {
        for (int i = 0; i < count / 32; i++)
        {
            await classifier.ClassifyAsync(picture);
        }
    }));

    private static double Resident()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }
}
