using Cifar.Distributed.Native;
using static TorchSharp.torch;

namespace Cifar.Distributed;

/// <summary>The native part by which processes talk: libmlnetcifar_c10d over libtorch's Gloo.</summary>
public static class GlooTransport
{
    /// <summary>What to do where it is missing or does not load.</summary>
    /// <value>Depends on where the stack in use takes libtorch from.</value>
    public static string Advice => NativeLibraryLocator.Advice;

    /// <summary>Tries it out: a job of this process alone adds up a number. Only that proves that it is there with all it needs.</summary>
    /// <returns>The version of libtorch that it was compiled for.</returns>
    /// <exception cref="DllNotFoundException">The native part, or libtorch, is missing; the message says where it was looked for.</exception>
    /// <exception cref="EntryPointNotFoundException">The native part is that of another version.</exception>
    /// <exception cref="RankFailedException">They are there, but this machine cannot talk to itself.</exception>
    public static string TryOut()
    {
        string version = NativeMethods.Version();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cifar-gloo-");
        try
        {
            using var group = ProcessGroup.Join(new() { Rank = 0, Size = 1, Rendezvous = Rendezvous.In(Path.Combine(folder.FullName, "rendezvous")), Timeout = TimeSpan.FromSeconds(10) });
            using Tensor number = ones(1);
            group.Sum(number);
            return version;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
