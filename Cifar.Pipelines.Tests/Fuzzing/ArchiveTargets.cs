using Cifar.Models.Data;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>Archives of CIFAR-100: unpacked whole, or nothing is left of them.</summary>
internal static class ArchiveTargets
{
    public static FuzzTarget Compressed(TemporaryFolder folder) => Of(folder, ArchiveBuilder.TarGz(ArchiveBuilder.Good()), input => input);

    // The damage is inside the compression.
    public static FuzzTarget Tar(TemporaryFolder folder) => Of(folder, ArchiveBuilder.Tar(ArchiveBuilder.Good()), ArchiveBuilder.GZip);

    private static FuzzTarget Of(TemporaryFolder folder, byte[] whole, Func<byte[], byte[]> pack)
    {
        folder.Write([], "a.tar.gz");
        return new FuzzTarget(whole)
        {
            Refuses = error => error is InvalidDataException,
            Contents = folder.Contents,
            Tokens = ["../", "ustar", "\0"],
            Parse = input =>
            {
                byte[] archive = pack(input);
                new GuardedArchive(ArchiveBuilder.Origin(archive)).Extract(folder.Write(archive, "a.tar.gz"), folder["set"], null, CancellationToken.None);
                Directory.Delete(folder["set"], recursive: true);
            },
        };
    }
}
