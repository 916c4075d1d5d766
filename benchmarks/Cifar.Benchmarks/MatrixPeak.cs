using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Benchmarks;

/// <summary>How fast the machine multiplies matrices of 32-bit floats at its best, which is what a network's speed is held to.</summary>
internal static class MatrixPeak
{
    private static readonly int[] Sides = [512, 1024, 2048, 3072];

    /// <summary>The best of several sizes and runs, in GFLOP a second; a multiply-add is two.</summary>
    public static Measurement Measure(int threads, int repeats)
    {
        set_num_threads(threads);
        var found = Sides.ToDictionary(side => $"{side}", side => Speed(side, repeats));
        return new(found.Values.Max()) { More = found };
    }

    private static double Speed(int side, int repeats)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor a = rand(side, side), b = rand(side, side);
        double Once() => Timed.Seconds(() => a.matmul(b).Dispose());
        Once();
        return 2.0 * side * side * side / Enumerable.Range(0, repeats).Min(_ => Once()) / 1e9;
    }
}
