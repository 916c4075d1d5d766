using System.Runtime.InteropServices;

namespace Cifar.Distributed.Native;

/// <summary>The C functions of libmlnetcifar_c10d.so; see native/.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = NativeLibraryLocator.Name;

    [LibraryImport(Library)] private static partial byte* cd_last_error();
    [LibraryImport(Library)] private static partial byte* cd_version();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint cd_store_at(string host, int port, long timeout);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint cd_store_file(string path, int size, long timeout);
    [LibraryImport(Library)] internal static partial void cd_store_timeout(nint store, long timeout);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int cd_store_set(nint store, string key, byte* value, long length);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int cd_store_add(nint store, string key, long number, long* sum);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int cd_store_wait(nint store, string key, long timeout, int* found);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int cd_store_get(nint store, string key, byte** value, long* length);
    [LibraryImport(Library)] internal static partial void cd_free(byte* value);
    [LibraryImport(Library)] internal static partial void cd_store_release(nint store);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint cd_group(nint store, int rank, int size, string address, long timeout);
    [LibraryImport(Library)] internal static partial void cd_group_release(nint group);
    [LibraryImport(Library)] internal static partial int cd_broadcast(nint group, nint tensor, int root);
    [LibraryImport(Library)] internal static partial int cd_barrier(nint group);
    [LibraryImport(Library)] internal static partial nint cd_sum(nint group, nint tensor);
    [LibraryImport(Library)] internal static partial int cd_work_wait(nint work);
    [LibraryImport(Library)] internal static partial void cd_work_release(nint work);

    [LibraryImport(Library)] internal static partial nint cd_reduction(nint group, nint* weights, int count, long firstBytes, long bytes);
    [LibraryImport(Library)] internal static partial long cd_reduction_buckets(nint reduction);
    [LibraryImport(Library)] internal static partial int cd_reduction_begin(nint reduction, double share);
    [LibraryImport(Library)] internal static partial int cd_reduction_finish(nint reduction, double* waiting, double* communicating);
    [LibraryImport(Library)] internal static partial void cd_reduction_release(nint reduction);

    /// <summary>The version of libtorch that the library was compiled for.</summary>
    internal static string Version() => Marshal.PtrToStringUTF8((nint)cd_version()) ?? "";

    /// <summary>Throws what c10d said when a function returned its error code.</summary>
    internal static void Check(int code)
    {
        if (code < 0)
        {
            throw new TransportException(LastError());
        }
    }

    /// <summary>The same for functions that return an object, or none.</summary>
    internal static nint Check(nint handle) => handle != 0 ? handle : throw new TransportException(LastError());

    // c10d repeats itself over several lines; the first says it.
    private static string LastError() => (Marshal.PtrToStringUTF8((nint)cd_last_error()) ?? "").Split('\n')[0].TrimEnd('.', ' ');
}
