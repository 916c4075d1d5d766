using Cifar.Models.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Benchmarks;

/// <summary>All records of <c>train.bin</c>, checked, as tensors: float32 [N, 3, 32, 32] and int64 [N].</summary>
internal static class RecordReading
{
    public static Measurement Measure(string folder, int threads, int repeats)
    {
        set_num_threads(threads);
        int count = 0;
        double seconds = Timed.Median(repeats, () => count = Read(folder));
        return new(count / seconds);
    }

    private static int Read(string folder)
    {
        using DisposeScope scope = NewDisposeScope();
        LabeledImages images = CifarBinary.Load(folder, Cifar100Split.Train);
        Tensor pixels = frombuffer(images.Pixels, ScalarType.Byte).reshape(images.Count, 3, images.Height, images.Width).to(ScalarType.Float32);
        Tensor labels = tensor(images.Labels, new long[] { images.Count }).to(ScalarType.Int64);
        return pixels.shape[0] == labels.shape[0] ? images.Count : throw new InvalidOperationException("Pixels and labels differ in number.");
    }
}
