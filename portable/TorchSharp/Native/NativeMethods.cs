using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The C functions of libmlnetcifar_torch.so; see native/.</summary>

internal static unsafe partial class NativeMethods
{
    const string Library = NativeLibraryLocator.Name;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint mt_operator(string name, string overload);
    [LibraryImport(Library)] internal static partial int mt_call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity);
    [LibraryImport(Library)] internal static partial void mt_free(nint memory);
    [LibraryImport(Library)] internal static partial byte* mt_last_error();
    [LibraryImport(Library)] internal static partial byte* mt_version();

    [LibraryImport(Library)] internal static partial void mt_release(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void mt_retain(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void mt_describe(nint tensor, TensorDescription* description);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void mt_sizes(nint tensor, long* sizes);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void mt_strides(nint tensor, long* strides);
    [LibraryImport(Library)] internal static partial nint mt_data(nint tensor);
    [LibraryImport(Library)] internal static partial int mt_from_memory(nint memory, long count, int type, delegate* unmanaged[Cdecl]<nint, void> release, nint owner, nint* result);

    [LibraryImport(Library), SuppressGCTransition] internal static partial int mt_grad_enabled();
    [LibraryImport(Library), SuppressGCTransition] internal static partial void mt_set_grad_enabled(int enabled);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int mt_inference_mode();
    [LibraryImport(Library)] internal static partial nint mt_inference_begin(int enabled);
    [LibraryImport(Library)] internal static partial void mt_inference_end(nint guard);
    [LibraryImport(Library)] internal static partial int mt_requires_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int mt_is_leaf(nint tensor);
    [LibraryImport(Library)] internal static partial int mt_set_requires_grad(nint tensor, int required);
    [LibraryImport(Library)] internal static partial int mt_retain_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int mt_grad(nint tensor, nint* gradient);
    [LibraryImport(Library)] internal static partial int mt_set_grad(nint tensor, nint gradient);
    [LibraryImport(Library)]
    internal static partial int mt_backward(nint* roots, int rootsCount, nint* gradients, int gradientsCount,
        int retainGraph, int createGraph, nint* inputs, int inputsCount);
    [LibraryImport(Library)]
    internal static partial int mt_gradients(nint* outputs, int outputsCount, nint* inputs, int inputsCount,
        nint* gradients, int gradientsCount, int retainGraph, int createGraph, int allowUnused, nint* results);

    [LibraryImport(Library)] internal static partial int mt_get_threads();
    [LibraryImport(Library)] internal static partial int mt_set_threads(int count);
    [LibraryImport(Library)] internal static partial void mt_release_idle_memory();
    [LibraryImport(Library)] internal static partial int mt_get_interop_threads();
    [LibraryImport(Library)] internal static partial int mt_set_interop_threads(int count);
    [LibraryImport(Library)] internal static partial int mt_cuda_devices();
    [LibraryImport(Library)] internal static partial int mt_cudnn();
    [LibraryImport(Library)] internal static partial int mt_cuda_synchronize(long device);
    [LibraryImport(Library)] internal static partial int mt_allow_tf32_cudnn();
    [LibraryImport(Library)] internal static partial void mt_set_allow_tf32_cudnn(int allowed);
    [LibraryImport(Library)] internal static partial int mt_allow_tf32_cublas();
    [LibraryImport(Library)] internal static partial void mt_set_allow_tf32_cublas(int allowed);

    [LibraryImport(Library)] internal static partial int mt_seed_everything(long seed);
    [LibraryImport(Library)] internal static partial nint mt_generator_default();
    [LibraryImport(Library)] internal static partial nint mt_generator(ulong seed, int deviceType, int deviceIndex);
    [LibraryImport(Library)] internal static partial void mt_generator_release(nint generator);
    [LibraryImport(Library)] internal static partial int mt_generator_set_seed(nint generator, long seed);
    [LibraryImport(Library)] internal static partial long mt_generator_initial_seed(nint generator);
    [LibraryImport(Library)] internal static partial long mt_generator_seed(nint generator);
    [LibraryImport(Library)] internal static partial int mt_generator_get_state(nint generator, nint* state);
    [LibraryImport(Library)] internal static partial int mt_generator_set_state(nint generator, nint state);

    /// <summary>Throws what libtorch said when a function returned its error code.</summary>
    internal static void Check(int code)
    {
        if (code < 0) throw new ExternalException(LastError());
    }

    internal static string LastError() => Marshal.PtrToStringUTF8((nint)mt_last_error()) ?? "";
}

/// <summary>What mt_describe fills in.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TensorDescription
{
    internal long Elements;
    internal long Offset;
    internal int Dimensions;
    internal int Type;
    internal int ElementSize;
    internal int DeviceType;
    internal int DeviceIndex;
    internal int Contiguous;
}
