using System.Diagnostics;
using System.Globalization;

namespace Cifar.Pipelines.Tests.Serving;

[Collection(ServingTests.Name)]
[Trait("Category", "Slow")]
public sealed class SoakTests(ServingModels models)
{
    // CIFAR_TEST_PREDICTIONS=100000 for the long run.
    private static readonly int Predictions = int.Parse(Environment.GetEnvironmentVariable("CIFAR_TEST_PREDICTIONS") ?? "4000", CultureInfo.InvariantCulture);

    private const int Rounds = 4;

    [Theory]
    [InlineData("first.onnx")]
    [InlineData("first.zip")]
    public async Task Memory_stays_flat_over_many_predictions(string form)
    {
        await using var opened = await Classifiers.Start(options => options.ModelPath = models[form]);
        byte[][] pictures = [.. Enumerable.Range(0, 20).Select(seed => TestPictures.Varied(seed).Bytes)];
        await Predict(Predictions / 4);
        long first = Resident(), last = 0;
        // Other tests of this process take memory too, once; a leak grows in every round.
        for (int round = 0; round < Rounds; round++, first = last)
        {
            await Predict(Predictions * 3 / 4);
            last = Resident();
            if (last < first * 1.05 + 8e6)
            {
                return;
            }
        }

        Assert.Fail($"{first / 1e6:F1} MB resident after the last of {Rounds} rounds of {Predictions * 3 / 4} predictions, more in each than before");

        async Task Predict(int count)
        {
            for (int done = 0; done < count; done += 16)
            {
                await Task.WhenAll(Enumerable.Range(done, 16).Select(i => opened.Classifier.ClassifyAsync(pictures[i % pictures.Length])));
            }
        }
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
