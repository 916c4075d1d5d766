using System.Security.Cryptography;

namespace Cifar.Models.Data;

/// <summary>The known hashes of the four files and the comparison with them.</summary>
static class Cifar100Checksums
{
    static readonly Known[] Files =
    [
        new(CifarBinary.FileName(Cifar100Split.Train), 153_700_000, "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29", IsText: false),
        new(CifarBinary.FileName(Cifar100Split.Test), 30_740_000, "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a", IsText: false),
        new(CifarBinary.FineNamesFile, 725, "4a53f81a8af29bb6aa646bfe2c455db1b061edfde82a39c0cfc313ef536c681b", IsText: true),
        new(CifarBinary.CoarseNamesFile, 328, "14e28b5b70e3d8a29704b0d9f8c5985cca5f3c3d08ea043dcc87a036df37a2b3", IsText: true),
    ];

    public static IReadOnlyList<Cifar100FileCheck> Verify(string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        var results = new List<Cifar100FileCheck>();
        long done = 0, total = Files.Sum(file => file.Bytes);
        foreach (Known file in Files)
        {
            long before = done;
            var offset = progress is null ? null : new Shifted(progress, before, total);
            results.Add(Check(Path.Combine(folder, file.Name), file, offset, cancellation));
            done += file.Bytes;
        }
        return results;
    }

    static Cifar100FileCheck Check(string path, Known known, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            return known.Result(null, null, $"{path} is missing.");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (file.Length != known.Bytes && !(known.IsText && file.Length <= LabelNames.MaxBytes))
            return known.Result(file.Length, null, $"{path} has {file.Length:N0} bytes, expected {known.Bytes:N0}.");
        string found = FileHash.Compute(file, HashAlgorithmName.SHA256, new ProgressMeter(progress, DownloadStage.Checking, 0, known.Bytes), cancellation);
        bool same = found == known.Sha256 || (known.IsText && HasSameNames(path, known));
        return known.Result(file.Length, found, same ? null : $"{path} has SHA-256 {found}, expected {known.Sha256}.");
    }

    /// <summary>A list with other line ends, or a blank line at its end, still has the right names.</summary>
    static bool HasSameNames(string path, Known known)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(LabelNames.Encode(LabelNames.Read(path)))) == known.Sha256;
        }
        catch (InvalidDataException)
        {
            return false;                                                    // no list of names at all; the caller reports the hash
        }
    }

    sealed record Known(string Name, long Bytes, string Sha256, bool IsText)
    {
        public Cifar100FileCheck Result(long? bytes, string? sha256, string? problem) => new(Name, bytes, sha256, Bytes, Sha256, problem);
    }

    /// <summary>Turns progress within one file into progress within all four.</summary>
    sealed class Shifted(IProgress<DownloadProgress> progress, long before, long total) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => progress.Report(value with { Bytes = before + value.Bytes, TotalBytes = total });
    }
}
