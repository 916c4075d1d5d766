using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Cifar.Pipelines.Diagnostics;

/// <summary>A native library that this process has loaded.</summary>
/// <param name="Name">The file's name without its folder.</param>
/// <param name="Path">Where it was found.</param>
/// <param name="Bytes">The size of the file; null where it is gone, or inside another file.</param>
public sealed record NativeLibraryFile(string Name, string Path, long? Bytes)
{
    // Of the hundred files in a process these decide whether training and predicting work, and how fast.
    private static readonly string[] Telling =
    [
        "onnxruntime", "mlnetcifar", "torch", "c10", "blas", "lapack", "mkl", "gomp", "iomp", "dnnl", "cudart", "cudnn", "cublas", "nvinfer",
        "png", "jpeg", "webp", "gif", "skia", "stdc++", "vcruntime", "msvcp",
    ];

    /// <summary>Place and size in words.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => Bytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{Path}, {bytes:N0} bytes") : Path;

    /// <summary>What is loaded now and has to do with training, predicting or pictures.</summary>
    internal static IReadOnlyList<NativeLibraryFile> Loaded()
    {
        using var process = Process.GetCurrentProcess();
        try
        {
            return
            [
                .. process.Modules.Cast<ProcessModule>()
                    .Select(module => module.FileName)
                    .Where(path => !string.IsNullOrEmpty(path) && IsTelling(System.IO.Path.GetFileName(path)))
                    .Distinct()
                    .Order(StringComparer.Ordinal)
                    .Select(path => new NativeLibraryFile(System.IO.Path.GetFileName(path), path, File.Exists(path) ? new FileInfo(path).Length : null)),
            ];
        }
        catch (Win32Exception)
        {
            // Some sandboxes keep a process from looking at itself; the components tell all the same whether they work.
            return [];
        }
    }

    // Managed assemblies are mapped like libraries; theirs are other names.
    private static bool IsTelling(string file) =>
        !IsManaged(file) && Array.Exists(Telling, word => file.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static bool IsManaged(string file) =>
        file.StartsWith("MlNetCifar.", StringComparison.OrdinalIgnoreCase) || file.StartsWith("Microsoft.", StringComparison.OrdinalIgnoreCase)
        || file.StartsWith("TorchSharp", StringComparison.OrdinalIgnoreCase) || file.StartsWith("SkiaSharp", StringComparison.OrdinalIgnoreCase);
}
