using System.Runtime.InteropServices;

namespace Cifar.Pipelines.Serving;

/// <summary>The heap of the C library, from which ONNX Runtime takes its memory.</summary>
internal static class NativeHeap
{
    private static readonly GiveBack? Function = Find();

    /// <summary>Gives free memory back to the system. Takes some milliseconds.</summary>
    /// <remarks>glibc keeps what lies between blocks in use: every session that ends would leave a hole of its size, and the next one seldom fits into it.</remarks>
    public static void Trim() => Function?.Invoke(0);

    // Windows, macOS and musl have no such function.
    private static GiveBack? Find() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "malloc_trim", out nint function)
            ? Marshal.GetDelegateForFunctionPointer<GiveBack>(function)
            : null;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int GiveBack(nuint pad);
}
