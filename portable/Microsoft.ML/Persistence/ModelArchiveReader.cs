using System.IO.Compression;

namespace Microsoft.ML;

/// <summary>Reads the files of a model from a zip that may be damaged or made to hurt.</summary>
sealed class ModelArchiveReader : IDisposable
{
    /// <summary>What a zip may ask for before anything is unpacked.</summary>
    internal sealed record Limits(int Entries = 10_000, long EntryBytes = 2L << 30, long TotalBytes = 8L << 30, int Ratio = 1_000)
    {
        internal static Limits Default { get; } = new();
    }

    readonly ZipArchive _zip;
    readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    internal ModelArchiveReader(Stream stream, Limits limits)
    {
        _zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
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

    internal IEnumerable<string> Names => _entries.Keys;

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
        long total = 0;
        foreach (ZipArchiveEntry entry in _zip.Entries)
        {
            if (entry.Length < 0 || entry.Length > limits.EntryBytes)
                throw new InvalidDataException($"Its file '{entry.FullName}' would unpack to {entry.Length} bytes; at most {limits.EntryBytes} are read.");
            if (entry.Length / limits.Ratio > Math.Max(entry.CompressedLength, 1024))
                throw new InvalidDataException($"Its file '{entry.FullName}' would unpack from {entry.CompressedLength} to {entry.Length} bytes, more than {limits.Ratio} times as many.");
            total += entry.Length;
            if (total > limits.TotalBytes)
                throw new InvalidDataException($"Its files would unpack to more than {limits.TotalBytes} bytes.");
            _entries[entry.FullName] = entry;
        }
    }
}
