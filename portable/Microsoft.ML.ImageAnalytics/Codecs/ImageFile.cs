namespace Microsoft.ML.ImageAnalytics.Codecs;

/// <summary>Reads encoded images whole, up to a size that no image within the pixel limit needs.</summary>
static class ImageFile
{
    internal const int MaxBytes = 256 << 20;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is larger than <see cref="MaxBytes"/>.</exception>
    internal static byte[] Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (!file.CanSeek)
            return Read(file);
        if (file.Length > MaxBytes)
            throw TooLarge();
        if (file.Length == 0)
            return Read(file);
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)file.Length);
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The rest of a stream.</summary>
    internal static byte[] Read(Stream stream)
    {
        using MemoryStream copy = new();
        byte[] buffer = new byte[81920];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            if (copy.Length + count > MaxBytes)
                throw TooLarge();
            copy.Write(buffer, 0, count);
        }
        return copy.ToArray();
    }

    static InvalidDataException TooLarge() => new($"the file is larger than {MaxBytes} bytes");
}
