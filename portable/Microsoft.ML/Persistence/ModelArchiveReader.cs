using System.IO.Compression;

namespace Microsoft.ML;

/// <summary>Reads the files of a model from a zip that may be damaged or made to hurt.</summary>
sealed class ModelArchiveReader : IDisposable
{
    /// <summary>What a zip may ask for before anything is unpacked.</summary>
    /// <param name="Entries">The most files.</param>
    /// <param name="EntryBytes">The most bytes one file unpacks to; what one array can hold.</param>
    /// <param name="TotalBytes">The most bytes all files unpack to.</param>
    /// <param name="FreeBytes">Up to so many bytes, a file may be packed as tightly as the format allows: weights that are all zero are.</param>
    /// <param name="Ratio">The most times that a larger file, or all files together, grow when unpacked.</param>
    internal sealed record Limits(int Entries = 10_000, long EntryBytes = 0x7FFFFFC7, long TotalBytes = 8L << 30, long FreeBytes = 64 << 20, int Ratio = 100)
    {
        internal static Limits Default { get; } = new();
    }

    readonly ZipArchive _zip;
    readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    internal ModelArchiveReader(Stream stream, Limits limits)
    {
        try
        {
            _zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            // The offsets in a damaged zip point anywhere.
            throw new InvalidDataException("It is no readable zip file.", e);
        }

        try
        {
            Check(limits);
        }
        catch
        {
            _zip.Dispose();
            throw;
        }
    }

    internal bool Has(string name) => _entries.ContainsKey(name);

    internal void Read(string name, Action<Stream> read)
    {
        if (!_entries.TryGetValue(name, out ZipArchiveEntry? entry))
            throw new InvalidDataException($"It has no file '{name}'.");
        using var stream = new VerifiedEntryStream(entry);
        read(stream);
        stream.Finish();
    }

    internal byte[] ReadAll(string name)
    {
        byte[] bytes = [];
        Read(name, stream =>
        {
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        });
        return bytes;
    }

    public void Dispose() => _zip.Dispose();

    void Check(Limits limits)
    {
        if (_zip.Entries.Count > limits.Entries)
            throw new InvalidDataException($"It has {_zip.Entries.Count} files; a model has at most {limits.Entries}.");
        long total = 0, packed = 0;
        foreach (ZipArchiveEntry entry in _zip.Entries)
        {
            if (entry.Length < 0 || entry.Length > limits.EntryBytes)
                throw new InvalidDataException($"Its file '{entry.FullName}' would unpack to {entry.Length} bytes; at most {limits.EntryBytes} are read.");
            CheckRatio($"Its file '{entry.FullName}'", entry.CompressedLength, entry.Length, limits);
            total += entry.Length;
            packed += entry.CompressedLength;
            if (total > limits.TotalBytes)
                throw new InvalidDataException($"Its files would unpack to more than {limits.TotalBytes} bytes.");
            if (!_entries.TryAdd(entry.FullName, entry))
                throw new InvalidDataException($"It has two files '{entry.FullName}'.");
        }

        CheckRatio("All its files", packed, total, limits);
    }

    static void CheckRatio(string what, long packed, long unpacked, Limits limits)
    {
        if (unpacked > limits.FreeBytes && unpacked / limits.Ratio > packed)
            throw new InvalidDataException($"{what} would unpack from {packed} to {unpacked} bytes, more than {limits.Ratio} times as many.");
    }
}
