using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.ImageAnalytics.Codecs;

/// <summary>libmlnetcifar_images.so as it is; its meaning is in native/images.h.</summary>
static unsafe partial class NativeCodecs
{
    const string Library = "mlnetcifar_images";

    [LibraryImport(Library, EntryPoint = "mlnetcifar_images_probe")]
    internal static partial int Probe(byte* bytes, nuint length, NativeImage* image, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "mlnetcifar_images_decode")]
    internal static partial int Decode(byte* bytes, nuint length, long maxPixels, NativeImage* image, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "mlnetcifar_images_encode")]
    internal static partial int Encode(
        int format, int quality, byte* pixels, int order, int width, int height, byte** bytes, nuint* length, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "mlnetcifar_images_free")]
    internal static partial void Free(void* memory);

    // The default search looks beside the assembly; the library lies under runtimes/, as NuGet packages lay theirs out.
#pragma warning disable CA2255 // A library may well need a module initializer when its own native part has to be found before the first call.
    [ModuleInitializer]
    internal static void FindLibrary() => NativeLibrary.SetDllImportResolver(typeof(NativeCodecs).Assembly, Resolve);
#pragma warning restore CA2255

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library)
            return 0;
        string platform = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        string relative = Path.Combine("runtimes", platform, "native", $"lib{Library}.so");
        string? found = new[] { AppContext.BaseDirectory, Path.GetDirectoryName(assembly.Location) }
            .Where(folder => !string.IsNullOrEmpty(folder)).Select(folder => Path.Combine(folder!, relative)).FirstOrDefault(File.Exists);
        try
        {
            // Published for one platform, or as one file: where the library is then, only the runtime knows.
            return found is null ? NativeLibrary.Load(name, assembly, searchPath) : NativeLibrary.Load(found);
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException(
                "reading pictures needs libpng, libturbojpeg, libwebp and giflib: apt-get install libpng16-16 libturbojpeg0 libwebp7 libwebpdemux2 libgif7. " +
                $"`cifar doctor` shows what was found. {missing.Message}", missing);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct NativeImage
    {
        public int Format;
        public int Width;
        public int Height;
        public byte* Pixels;
    }
}
