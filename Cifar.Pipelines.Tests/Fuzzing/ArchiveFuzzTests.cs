using Cifar.Models.Data;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Fuzzing;

public sealed class ArchiveFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_damaged_archive_is_unpacked_whole_or_leaves_nothing() => Run("archive", ArchiveBuilder.TarGz(ArchiveBuilder.Good()), prepare: null);

    [Fact]
    public void So_is_one_whose_damage_is_inside_the_compression() => Run("archive-tar", ArchiveBuilder.Tar(ArchiveBuilder.Good()), ArchiveBuilder.GZip);

    private void Run(string name, byte[] whole, Func<byte[], byte[]>? prepare)
    {
        folder.Write([], "a.tar.gz");
        var fuzzer = new Fuzzer(name, rounds: 60, whole) { Refuses = error => error is InvalidDataException, Contents = folder.Contents, Tokens = ["../", "ustar", "\0"] };
        fuzzer.Run(
            input =>
            {
                new GuardedArchive(ArchiveBuilder.Origin(input)).Extract(folder.Write(input, "a.tar.gz"), folder["set"], null, CancellationToken.None);
                Directory.Delete(folder["set"], recursive: true);
            },
            prepare);
    }
}
