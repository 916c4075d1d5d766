using System.Diagnostics;
using Cifar.Pipelines.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Cifar.LoadTest;

/// <summary>Predictions without HTTP, one after the other for each of 32 callers.</summary>
internal static class InARow
{
    private const int Callers = 32;
    private const double MostGrowth = 0.05;

    public static async Task<bool> Run(string model, int count)
    {
        await using var services = new ServiceCollection().AddCifarClassifier(options => options.ModelPath = model).BuildServiceProvider();
        var classifier = services.GetRequiredService<IImageClassifier>();
        byte[] picture = SamplePicture.Png(1);
        await Predict(classifier, picture, count / 4);
        double first = Resident();
        long start = Stopwatch.GetTimestamp();
        await Predict(classifier, picture, count * 3 / 4);
        double perSecond = count * 3 / 4 / Stopwatch.GetElapsedTime(start).TotalSeconds, last = Resident();
        bool good = last <= first * (1 + MostGrowth);
        Console.WriteLine($"{count:N0} predictions in a row: {perSecond:N0} a second; resident memory {first:F0} MB after a quarter, {last:F0} MB at the end; wanted: within 5 %: {(good ? "yes" : "NO")}");
        return good;
    }

    private static Task Predict(IImageClassifier classifier, byte[] picture, int count) => Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
    {
        for (int i = 0; i < count / Callers; i++)
        {
            await classifier.ClassifyAsync(picture);
        }
    }));

    private static double Resident()
    {
        GC.Collect();
        return Environment.WorkingSet / 1e6;
    }
}
