using Cifar.Models.Augmentation;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Training;

/// <summary>The images that a training sees, wherever they lie.</summary>
[Collection(TorchTests.Name)]
public sealed class ImageBatchesTests
{
    private const int Count = 7, Height = 5, Width = 9, Length = 3 * Height * Width;

    [Theory, InlineData(false), InlineData(true)]
    public void Bytes_are_normalised_in_their_places(bool once)
    {
        byte[] pixels = Images.Random(Count * Length, seed: 1);
        var data = TrainingData.FromBytes([.. pixels], new int[Count], 2, Height, Width, PixelNormalization.Cifar100);
        var (offset, scale) = PixelNormalization.Cifar100;
        Seen(data, once, (image, channel, place) => (pixels[(image * Length) + (channel * Height * Width) + place] - offset[channel]) * scale[channel]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Floats_stay_as_they_are(bool once)
    {
        var random = new Random(2);
        float[] values = [.. Enumerable.Range(0, Count * Length).Select(_ => random.NextSingle())];
        Seen(TrainingData.FromFeatures([.. values], new int[Count], 2, Height, Width), once, (image, channel, place) => values[(image * Length) + (channel * Height * Width) + place]);
    }

    private static void Seen(TrainingData data, bool once, Func<int, int, int, float> expected)
    {
        data.ForOneTraining = once;
        using DisposeScope scope = NewDisposeScope();
        var batches = new ImageBatches(data, new AugmentationPolicy(), CPU);
        data.Release();
        GC.Collect();
        long[] wanted = [6, 0, 3];
        Tensor seen = batches.Plain(tensor(wanted));
        Assert.Equal([wanted.Length, 3, Height, Width], seen.shape);
        float[] values = seen.contiguous().data<float>().ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal(expected((int)wanted[i / Length], i / (Height * Width) % 3, i % (Height * Width)), values[i], 1e-6f);
        }
    }
}
