using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

/// <summary>Makes small archives in the shape of the official one, good and bad.</summary>
static class ArchiveBuilder
{
    public const string Folder = "cifar-100-binary";

    /// <summary>The four files of a set with 8 training and 4 test images, the folder's entry in front.</summary>
    public static List<TarEntry> Good()
    {
        using var temporary = new TemporaryFolder();
        SmallSets.Save(temporary.Root);
        List<TarEntry> entries = [new PaxTarEntry(TarEntryType.Directory, Folder + "/")];
        foreach (string name in new[] { "fine_label_names.txt", "test.bin", "coarse_label_names.txt", "train.bin" })
            entries.Add(File($"{Folder}/{name}", System.IO.File.ReadAllBytes(temporary[name])));
        return entries;
    }

    public static TarEntry File(string name, byte[] content) => new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    public static TarEntry Link(TarEntryType type, string name, string target) => new PaxTarEntry(type, name) { LinkName = target };

    public static byte[] Tar(IEnumerable<TarEntry> entries)
    {
        var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, leaveOpen: true))
            foreach (TarEntry entry in entries)
                writer.WriteEntry(entry);
        return bytes.ToArray();
    }

    public static byte[] GZip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public static byte[] TarGz(IEnumerable<TarEntry> entries) => GZip(Tar(entries));

    /// <summary>Makes the given bytes the expected archive.</summary>
    public static ArchiveOrigin Origin(byte[] archive, string url = "http://archive.test/small.tar.gz") =>
        new(new Uri(url), archive.Length, Md5(archive), Folder, ArchiveOrigin.Members(trainRecords: 8, testRecords: 4));

    static string Md5(byte[] bytes)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);   // what the authors of CIFAR-100 publish, good against accidents only
        md5.AppendData(bytes);
        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }
}
