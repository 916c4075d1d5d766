using System.Reflection;
using System.Runtime.Loader;
using TorchSharp;

namespace Cifar.Pipelines.Tests.Torch;

public sealed class MissingLibraryTests
{
    [SkippableFact]
    public void Without_libtorch_the_error_says_what_to_install_and_only_when_torch_is_used()
    {
        string original = typeof(torch).Assembly.Location;
        Skip.IfNot(Path.GetFileName(original).StartsWith("MlNetCifar.Portable", StringComparison.Ordinal), "The NuGet packages bring libtorch along.");

        string folder = Directory.CreateTempSubdirectory("no-libtorch-").FullName;
        object? baseDirectory = AppContext.GetData("APP_CONTEXT_BASE_DIRECTORY");
        var context = new AssemblyLoadContext("no libtorch", isCollectible: true);
        try
        {
            File.Copy(original, Path.Combine(folder, Path.GetFileName(original)));
            AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", folder + Path.DirectorySeparatorChar);
            var torchType = context.LoadFromAssemblyPath(Path.Combine(folder, Path.GetFileName(original))).GetType("TorchSharp.torch")!;

            // Types, devices and options work; the first number does not.
            Assert.NotNull(torchType.GetField("CPU")!.GetValue(null));
            var error = Assert.Throws<TargetInvocationException>(() => torchType.GetMethod("get_num_threads")!.Invoke(null, null));
            var inner = Assert.IsType<DllNotFoundException>(error.InnerException);
            Assert.Contains("apt-get install libtorch-dev libopenblas0-openmp", inner.Message, StringComparison.Ordinal);
            Assert.Contains("eng/setup.sh", inner.Message, StringComparison.Ordinal);
        }
        finally
        {
            AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", baseDirectory);
            context.Unload();
            Directory.Delete(folder, recursive: true);
        }
    }
}
