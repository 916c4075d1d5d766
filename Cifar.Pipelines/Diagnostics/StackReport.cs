using System.Reflection;
using System.Runtime.InteropServices;
using Cifar.Models.Data;
using Cifar.Models.Transfer;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace Cifar.Pipelines.Diagnostics;

/// <summary>What the library runs on here: stack, versions, native libraries, devices, folders, and what to do about whatever is missing.</summary>
/// <remarks>
/// <c>cifar doctor</c> prints it; an application can log <see cref="ToString"/> at its start. Making a report loads the native libraries, libtorch
/// included where it is there, and takes up to some seconds the first time. It never throws because something is missing.
/// </remarks>
public sealed class StackReport
{
    internal const string Portable = "portable";
    internal const string NuGet = "nuget";

    private StackReport()
    {
    }

    /// <summary>Which implementation of the Microsoft.ML and TorchSharp APIs is in use: <c>portable</c> or <c>nuget</c>.</summary>
    public required string Stack { get; init; }

    /// <summary>Managed parts and their versions: this library, the runtime, the system, Microsoft.ML, TorchSharp, ONNX Runtime's binding.</summary>
    public required IReadOnlyList<PartVersion> Versions { get; init; }

    /// <summary>The native parts, each tried out: ONNX Runtime, reading pictures, libtorch, and those of the application.</summary>
    public required IReadOnlyList<NativeComponent> Components { get; init; }

    /// <summary>The native libraries that were loaded while the components were tried out, with their places and sizes.</summary>
    public required IReadOnlyList<NativeLibraryFile> Libraries { get; init; }

    /// <summary>What networks can be trained on; the CPU is always the first.</summary>
    public required IReadOnlyList<ComputeDevice> Devices { get; init; }

    /// <summary>Where ONNX Runtime can run a model, in its own names; empty where it is missing.</summary>
    public required IReadOnlyList<string> ExecutionProviders { get; init; }

    /// <summary>Folders of data, backbones, features and temporary files.</summary>
    public required IReadOnlyList<UsedFolder> Folders { get; init; }

    /// <summary>What to do, the most important first; empty where nothing is missing.</summary>
    public required IReadOnlyList<string> Advice { get; init; }

    /// <summary>Whether a saved model can predict from pictures here.</summary>
    public bool CanPredict => Components.All(component => component.Works || !component.IsEssential);

    /// <summary>Whether networks can be trained here.</summary>
    public bool CanTrain { get; private init; }

    /// <summary>Looks at this machine and this process.</summary>
    /// <returns>What was found.</returns>
    public static StackReport Create() => Create([]);

    /// <summary>Looks at this machine and this process, and at native parts that the application uses beside those of this library.</summary>
    /// <param name="others">The application's own parts, such as <c>GlooTransport</c> of <c>MlNetCifar.Distributed</c>. Whether they work does not count for <see cref="CanPredict"/> and <see cref="CanTrain"/>.</param>
    /// <returns>What was found.</returns>
    public static StackReport Create(IReadOnlyList<NativeProbe> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        string stack = typeof(MLContext).Assembly.GetName().Name!.StartsWith("MlNetCifar.Portable", StringComparison.Ordinal) ? Portable : NuGet;
        StackAdvice advice = StackAdvice.For(stack);
        NativeComponent onnx = ComponentProbes.OnnxRuntime(advice), pictures = ComponentProbes.Pictures(advice), libtorch = ComponentProbes.Torch(advice);
        NativeComponent[] components = [onnx, pictures, libtorch, .. others.Select(ComponentProbes.Of)];
        var libraries = NativeLibraryFile.Loaded();
        UsedFolder[] folders =
        [
            UsedFolder.Look("CIFAR-100", Environment.GetEnvironmentVariable(Cifar100.FolderVariable) is { Length: > 0 } data ? data : Cifar100.CacheFolder),
            UsedFolder.Look("backbones", BackboneCatalog.Folder),
            UsedFolder.Look("features", FeatureExtractor.DefaultCacheFolder),
            UsedFolder.Look("temporary files", Path.GetTempPath()),
        ];
        return new StackReport
        {
            Stack = stack,
            Versions =
            [
                new("MlNetCifar", VersionOf(typeof(StackReport))),
                new(".NET", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}"),
                new("system", RuntimeInformation.OSDescription),
                new("Microsoft.ML", NameAndVersion(typeof(MLContext))),
                new("TorchSharp", NameAndVersion(typeof(torch))),
                new("ONNX Runtime binding", NameAndVersion(typeof(InferenceSession))),
            ],
            Components = components,
            CanTrain = onnx.Works && pictures.Works && libtorch.Works,
            Libraries = libraries,
            Devices = ComputeDevice.Find(libtorch),
            ExecutionProviders = onnx.Works ? OrtEnv.Instance().GetAvailableProviders() : [],
            Folders = folders,
            Advice = [.. AdviceOn(components, libraries, folders)],
        };
    }

    /// <summary>The whole report as lines of text.</summary>
    /// <returns>Several lines, without a line break at the end.</returns>
    public override string ToString() => string.Join('\n', (string[])
    [
        $"stack: {Stack}",
        .. Versions.Select(part => $"{part.Name}: {part.Version}"),
        .. Components.Select(component => $"{component.Name} ({component.NeededFor}): {component}"),
        .. Libraries.Select(file => $"library: {file}"),
        .. Devices.Select(device => $"device {device.Name}: {device.Description}"),
        $"execution providers: {string.Join(", ", ExecutionProviders)}",
        .. Folders.Select(folder => $"folder, {folder.Purpose}: {folder}"),
        .. Advice.Select(advice => $"advice: {advice}"),
        $"can predict: {(CanPredict ? "yes" : "no")}; can train: {(CanTrain ? "yes" : "no")}",
    ]);

    private static IEnumerable<string> AdviceOn(IEnumerable<NativeComponent> components, IReadOnlyList<NativeLibraryFile> libraries, IEnumerable<UsedFolder> folders)
    {
        foreach (NativeComponent component in components.Where(component => !component.Works).OrderByDescending(component => component.IsEssential))
        {
            yield return $"{component.Name} ({component.NeededFor}): {component.Advice}";
        }

        if (libraries.Any(file => file.Name.StartsWith("libblas", StringComparison.Ordinal)) && !libraries.Any(file => IsFastAlgebra(file.Path)))
        {
            yield return "libtorch uses the reference BLAS, with which matrix products are thirty times slower: apt-get install libopenblas0-openmp.";
        }

        foreach (UsedFolder folder in folders.Where(folder => !folder.IsWritable))
        {
            yield return $"{folder.Path} ({folder.Purpose}) cannot be written to. Set XDG_CACHE_HOME, TMPDIR, {Cifar100.FolderVariable} or {BackboneCatalog.FolderVariable} to folders that can.";
        }
    }

    private static bool IsFastAlgebra(string path) =>
        new[] { "openblas", "mkl", "atlas", "blis" }.Any(name => path.Contains(name, StringComparison.OrdinalIgnoreCase));

    // Which of the two stacks it is shows in the assembly's name.
    private static string NameAndVersion(Type type) => $"{type.Assembly.GetName().Name} {VersionOf(type)}";

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? type.Assembly.GetName().Version?.ToString() ?? "unknown";
}
