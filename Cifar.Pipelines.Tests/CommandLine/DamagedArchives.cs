using System.Formats.Tar;
using System.Text;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>Archives in the place of the official one that must not be unpacked. The cache folder is where <c>data get</c> looks for it.</summary>
static class DamagedArchives
{
    /// <summary>Where an archive or a model that is unpacked without care leaves a file behind.</summary>
    public static string Outside { get; } = Path.Combine(Path.GetTempPath(), "mlnetcifar-evil.txt");

    public static string CacheOf(TemporaryFolder folder, string name) => folder["caches", name];

    public static IEnumerable<DamagedInput> All(TemporaryFolder folder)
    {
        foreach (var (name, archive) in Archives())
        {
            folder.Write(archive, "caches", name, "mlnetcifar", "cifar-100-binary.tar.gz");
            yield return new(name, ["data", "get"]);
        }
    }

    static IEnumerable<(string Name, byte[] Archive)> Archives()
    {
        byte[] evil = Encoding.UTF8.GetBytes("evil");
        yield return ("upwards", With(ArchiveBuilder.File($"{ArchiveBuilder.Folder}/../../evil.txt", evil)));
        yield return ("absolute", With(ArchiveBuilder.File(Outside, evil)));
        yield return ("symbolic link", With(ArchiveBuilder.Link(TarEntryType.SymbolicLink, $"{ArchiveBuilder.Folder}/link", "/etc")));
        yield return ("link as file", With(ArchiveBuilder.Link(TarEntryType.SymbolicLink, $"{ArchiveBuilder.Folder}/train.bin", "/etc/passwd")));
        yield return ("hard link", With(ArchiveBuilder.Link(TarEntryType.HardLink, $"{ArchiveBuilder.Folder}/link", "/etc/passwd")));
        yield return ("another file", With(ArchiveBuilder.File($"{ArchiveBuilder.Folder}/readme.html", evil)));
        yield return ("twice", With(ArchiveBuilder.File($"{ArchiveBuilder.Folder}/test.bin", evil)));
        yield return ("bomb", With(ArchiveBuilder.File($"{ArchiveBuilder.Folder}/test.bin", new byte[50_000_000])));
        byte[] good = ArchiveBuilder.TarGz(ArchiveBuilder.Good());
        yield return ("another set", good);
        yield return ("half", good[..(good.Length / 2)]);
        yield return ("flipped", Damage.FlipBits(good, seed: 3));
        yield return ("empty", []);
        yield return ("text", evil);
        yield return ("not packed", ArchiveBuilder.Tar(ArchiveBuilder.Good()));
    }

    static byte[] With(TarEntry entry) => ArchiveBuilder.TarGz([.. ArchiveBuilder.Good(), entry]);
}
