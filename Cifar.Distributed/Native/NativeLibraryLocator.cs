using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cifar.Distributed.Native;

/// <summary>Finds libmlnetcifar_c10d.so beside the application, and says what to do where it is missing.</summary>
internal static class NativeLibraryLocator
{
    internal const string Name = "mlnetcifar_c10d";

    private const string File = $"lib{Name}.so";

    private const string Portable =
        "Only training by several processes needs it, on Linux x64: apt-get install libtorch-dev libopenblas0-openmp (Debian 12: libtorch 1.13, with Gloo). In a checkout run eng/setup.sh and build again; in an application restore its packages again.";

    private const string NuGet =
        "Only training by several processes needs it, on Linux: compile Cifar.Distributed/native for the libtorch of TorchSharp-cpu and put the library beside the application (docs/packages.md).";

    /// <summary>What to do where it is missing.</summary>
    internal static string Advice => typeof(TorchSharp.torch).Assembly.GetName().Name!.StartsWith("MlNetCifar.Portable", StringComparison.Ordinal) ? Portable : NuGet;

#pragma warning disable CA2255 // A library's own native part is found by the library, whatever application it is in.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLocator).Assembly, Resolve);

    // Runs at the first call of a native function: a training by one process needs no c10d.
    private static nint Resolve(string libraryName, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (libraryName != Name)
        {
            return 0;
        }

        string[] tried = [.. new[] { AppContext.BaseDirectory, Path.GetDirectoryName(assembly.Location) }
            .Where(folder => !string.IsNullOrEmpty(folder)).Distinct()
            .SelectMany(folder => new[] { Path.Combine(folder!, "runtimes", "linux-x64", "native", File), Path.Combine(folder!, File) })];
        string? found = Array.Find(tried, System.IO.File.Exists);
        // Applications of one file unpack their native parts where only the runtime itself knows.
        if (found is null && assembly.Location.Length == 0 && NativeLibrary.TryLoad(File, assembly, searchPath, out nint handle))
        {
            return handle;
        }

        if (found is null)
        {
            throw new DllNotFoundException($"{File} is in none of: {string.Join(", ", tried)}. {Advice}");
        }

        try
        {
            return NativeLibrary.Load(found);
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException($"{found} cannot be loaded: {missing.Message} {Advice}", missing);
        }
    }
}
