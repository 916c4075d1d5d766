using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Finds libmlnetcifar_torch.so beside the application, and says what to install where libtorch is missing.</summary>
internal static class NativeLibraryLocator
{
    internal const string Name = "mlnetcifar_torch";

#pragma warning disable CA2255 // A library's own native part is found by the library, whatever application it is in.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLocator).Assembly, Resolve);

    // Runs at the first call of a native function, never at start-up: an application that only predicts needs no libtorch.
    static nint Resolve(string libraryName, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (libraryName != Name) return 0;

        string file = OperatingSystem.IsWindows() ? $"{Name}.dll" : OperatingSystem.IsMacOS() ? $"lib{Name}.dylib" : $"lib{Name}.so";
        var tried = Candidates(assembly, file).Distinct().ToArray();
        string? found = Array.Find(tried, File.Exists);
        // Applications of one file unpack their native parts where only the runtime itself knows.
        if (found is null && assembly.Location.Length == 0 && NativeLibrary.TryLoad(file, assembly, searchPath, out nint handle)) return handle;
        if (found is null) throw new DllNotFoundException(Advice($"{file} is in none of: {string.Join(", ", tried)}"));

        try
        {
            return NativeLibrary.Load(found);
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException(Advice($"{found} cannot be loaded: {missing.Message}"), missing);
        }
    }

    static IEnumerable<string> Candidates(Assembly assembly, string file)
    {
        foreach (string? folder in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(assembly.Location) })
        {
            if (string.IsNullOrEmpty(folder)) continue;
            yield return Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", file);
            yield return Path.Combine(folder, "runtimes", "linux-x64", "native", file);
            yield return Path.Combine(folder, file);
        }
    }

    static string Advice(string cause) =>
        "training needs libtorch: apt-get install libtorch-dev libopenblas0-openmp, then eng/setup.sh, then build again. " +
        "(Predicting with a saved model needs neither; `cifar doctor` shows what was found.) " + cause;
}
