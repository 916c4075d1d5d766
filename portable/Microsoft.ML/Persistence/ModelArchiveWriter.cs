using System.IO.Compression;

namespace Microsoft.ML;

/// <summary>Writes the files of a model into a zip.</summary>
sealed class ModelArchiveWriter(Stream stream) : IDisposable
{
    readonly ZipArchive _zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
    readonly HashSet<string> _names = new(StringComparer.Ordinal);

    internal void Write(string name, Action<Stream> write)
    {
        if (!_names.Add(name))
            throw new InvalidOperationException($"'{name}' is already in the model.");
        using Stream entry = _zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        write(entry);
    }

    public void Dispose() => _zip.Dispose();
}
