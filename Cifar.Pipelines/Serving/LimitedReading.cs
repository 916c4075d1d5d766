namespace Cifar.Pipelines.Serving;

/// <summary>Reads whole files and streams, up to the limit.</summary>
internal static class LimitedReading
{
    public static async Task<byte[]> File(string path, CifarClassifierOptions limits, CancellationToken cancellationToken)
    {
        // Pipes and devices have no length either. Merely opening a pipe waits for a writer, beyond all cancelling; and neither is a picture, no more than an empty file.
        if (new FileInfo(path) is { Exists: true, Length: 0 })
        {
            return [];
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.Asynchronous);
        return await ToEnd(file, limits, cancellationToken);
    }

    public static async Task<byte[]> ToEnd(Stream stream, CifarClassifierOptions limits, CancellationToken cancellationToken)
    {
        int known = stream.CanSeek ? (int)Math.Min(stream.Length - stream.Position, int.MaxValue) : 0;
        PictureReader.CheckBytes(known, limits);
        var bytes = new byte[Math.Max(known + 1, 4096)]; // One more than expected, so that the end is seen without growing.
        for (int length = 0; ;)
        {
            int read = await stream.ReadAsync(bytes.AsMemory(length), cancellationToken);
            length += read;
            PictureReader.CheckBytes(length, limits);
            if (read == 0)
            {
                return bytes[..length];
            }

            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(2L * length, limits.MaximumBytes + 1L));
            }
        }
    }
}
