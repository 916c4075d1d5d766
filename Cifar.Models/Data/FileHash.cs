using System.Security.Cryptography;

namespace Cifar.Models.Data;

/// <summary>Hashes long files with progress and cancellation.</summary>
static class FileHash
{
    /// <summary>Lower-case hex of the hash of everything from the start of the stream.</summary>
    public static string Compute(Stream stream, HashAlgorithmName algorithm, ProgressMeter? meter, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        var buffer = new byte[1 << 20];
        stream.Position = 0;
        for (long done = 0; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = stream.Read(buffer);
            if (read == 0)
                return Convert.ToHexStringLower(hash.GetHashAndReset());
            hash.AppendData(buffer, 0, read);
            done += read;
            meter?.Report(done);
        }
    }
}
