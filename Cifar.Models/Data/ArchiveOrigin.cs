namespace Cifar.Models.Data;

/// <summary>Where an archive comes from, how to recognise it, and what must be in it; tests put a small one in place of CIFAR-100.</summary>
/// <param name="Url">Where to fetch it.</param>
/// <param name="Bytes">Its exact size.</param>
/// <param name="Md5">Its MD5 in lower-case hex: the only hash that the authors publish.</param>
/// <param name="Folder">The one folder in it.</param>
/// <param name="Files">The files in that folder: exact size, or for text the largest.</param>
sealed record ArchiveOrigin(Uri Url, long Bytes, string Md5, string Folder, IReadOnlyDictionary<string, ArchiveOrigin.Member> Files)
{
    public sealed record Member(long Bytes, bool Exact);

    public static ArchiveOrigin Cifar100 { get; } = new(
        new Uri(Cifar100Download.ArchiveUrl), Cifar100Download.ArchiveBytes, Cifar100Download.ArchiveMd5, "cifar-100-binary", Members(50_000, 10_000));

    public static IReadOnlyDictionary<string, Member> Members(int trainRecords, int testRecords) => new Dictionary<string, Member>(StringComparer.Ordinal)
    {
        [CifarBinary.FileName(Cifar100Split.Train)] = new((long)trainRecords * CifarBinary.RecordBytes, Exact: true),
        [CifarBinary.FileName(Cifar100Split.Test)] = new((long)testRecords * CifarBinary.RecordBytes, Exact: true),
        [CifarBinary.FineNamesFile] = new(LabelNames.MaxBytes, Exact: false),
        [CifarBinary.CoarseNamesFile] = new(LabelNames.MaxBytes, Exact: false),
    };
}
