namespace Cifar.Pipelines.Diagnostics;

/// <summary>What to do where a native part is missing: it depends on where the stack takes it from.</summary>
internal sealed record StackAdvice(string OnnxRuntime, string Pictures, string Torch)
{
    private static readonly StackAdvice Portable = new(
        "It comes with the package MlNetCifar.Portable.OnnxRuntime, for Linux on x64 with glibc (not Alpine). In a checkout run eng/setup.sh and build again; in an application restore its packages again.",
        "apt-get install libpng16-16 libturbojpeg0 libwebp7 libwebpdemux2 libgif7 (Debian 12's names).",
        "Only training needs it: apt-get install libtorch-dev libopenblas0-openmp (Debian 12: libtorch 1.13). In a checkout run eng/setup.sh and build again.");

    private static readonly StackAdvice NuGet = new(
        "It comes with the package Microsoft.ML.OnnxRuntime (or .Gpu), for glibc-based Linux, macOS and Windows; on Windows it also needs the Visual C++ redistributable of 2022.",
        "They are read by SkiaSharp, which comes with Microsoft.ML.ImageAnalytics; on Linux it needs fontconfig: apt-get install libfontconfig1, or add the package SkiaSharp.NativeAssets.Linux.NoDependencies.",
        "Only training needs it: add the package TorchSharp-cpu, or TorchSharp-cuda-windows for a GPU on Windows, to the application itself.");

    public static StackAdvice For(string stack) => stack == StackReport.Portable ? Portable : NuGet;
}
