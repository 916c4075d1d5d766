using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cifar.Distributed.Native;

/// <summary>Finds libmlnetcifar_c10d.so beside the application, and says what to do where it is missing.</summary>
internal static class NativeLibraryLocator
{
    internal const string Name = "mlnetcifar_c10d";

    private const string File = $"lib{Name}.so";

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
        string found = Array.Find(tried, System.IO.File.Exists) ?? throw new DllNotFoundException(Advice($"{File} is in none of: {string.Join(", ", tried)}"));
        try
        {
            return NativeLibrary.Load(found);
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException(Advice($"{found} cannot be loaded: {missing.Message}"), missing);
        }
    }

    private static string Advice(string cause) =>
        $"training with several processes needs libtorch with Gloo on Linux: run eng/setup.sh, then build again. {cause}";
}
