using System.IO.Compression;

namespace Cifar.Models.Data;

/// <summary>Unpacks a .tar.gz that must hold exactly the expected files; refuses everything else before any of it can be seen.</summary>
/// <remarks>
/// An archive is untrusted even when its hash is right on the day of the download. Entry names are compared, never joined to a path;
/// files are written under our own names into a fresh folder beside the target and renamed once all of them are whole.
/// </remarks>
sealed class GuardedArchive(ArchiveOrigin origin)
{
    /// <summary>Headers, padding and the end-of-archive blocks of a handful of entries take a few KiB.</summary>
    const long TarOverhead = 1 << 20;

    readonly long unpackedLimit = TarOverhead + origin.Files.Values.Sum(member => member.Bytes);

    public void Extract(string archive, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string partial = $"{folder}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(partial);
        try
        {
            using (var file = new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read))
                ExtractAll(file, archive, partial, progress, cancellation);
            Directory.CreateDirectory(folder);
            foreach (string name in origin.Files.Keys)
                File.Move(Path.Combine(partial, name), Path.Combine(folder, name), overwrite: true);
        }
        finally
        {
            Directory.Delete(partial, recursive: true);
        }
    }

    void ExtractAll(FileStream file, string archive, string partial, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        long packed = file.Length;
        var meter = new ProgressMeter(progress, DownloadStage.Unpacking, 0, packed);
        var found = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            using var unpacked = new CappedStream(new GZipStream(file, CompressionMode.Decompress), unpackedLimit);
            while (TarHeader.Read(unpacked) is { } entry)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Accept(entry) is { } name)
                {
                    if (!found.Add(name))
                        throw new InvalidDataException($"'{Printable(entry)}' is in it twice");
                    WriteEntry(unpacked, entry, Path.Combine(partial, name), () => meter.Report(Math.Min(file.Position, packed - 1)), cancellation);
                    Skip(unpacked, entry.Padding);
                }
                else
                {
                    Skip(unpacked, entry.Bytes + entry.Padding);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"{archive} was refused, and nothing was unpacked: {e.Message.TrimEnd('.')}.", e);
        }
        string[] missing = [.. origin.Files.Keys.Where(name => !found.Contains(name))];
        if (missing.Length > 0)
            throw new InvalidDataException(
                $"{archive} was refused, and nothing was unpacked: {origin.Folder}/{string.Join($", {origin.Folder}/", missing)} is not in it.");
        meter.Report(packed);
    }

    /// <summary>Our name for an expected file, null for what is passed over: the folder's own entry, and extensions of headers; all else throws.</summary>
    string? Accept(TarHeader entry)
    {
        if (entry.IsExtension || (entry.IsFolder && entry.Name.TrimEnd('/') == origin.Folder))
            return null;
        if (!entry.IsFile)
            throw new InvalidDataException($"'{Printable(entry)}' is a {entry.Kind}; only plain files are expected");
        string name = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
        if (entry.Name != $"{origin.Folder}/{name}" || !origin.Files.TryGetValue(name, out ArchiveOrigin.Member? member))
            throw new InvalidDataException(
                $"'{Printable(entry)}' is not one of the expected files ({origin.Folder}/: {string.Join(", ", origin.Files.Keys)})");
        if (member.Exact ? entry.Bytes != member.Bytes : entry.Bytes > member.Bytes)
            throw new InvalidDataException($"'{entry.Name}' has {entry.Bytes:N0} bytes, expected {(member.Exact ? "" : "at most ")}{member.Bytes:N0}");
        return name;
    }

    static void WriteEntry(Stream unpacked, TarHeader entry, string path, Action report, CancellationToken cancellation)
    {
        using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1);
        long left = entry.Bytes;
        var buffer = new byte[1 << 18];
        while (left > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = unpacked.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0)
                throw new EndOfStreamException($"it ends in the middle of '{entry.Name}'");
            target.Write(buffer, 0, read);
            left -= read;
            report();
        }
        target.Flush(flushToDisk: true);
    }

    static void Skip(Stream unpacked, long bytes)
    {
        Span<byte> buffer = stackalloc byte[TarHeader.Block];
        while (bytes > 0)
        {
            Span<byte> part = buffer[..(int)Math.Min(buffer.Length, bytes)];
            unpacked.ReadExactly(part);
            bytes -= part.Length;
        }
    }

    /// <summary>An entry's name is a stranger's text: no control characters on somebody's terminal, no pages of it.</summary>
    static string Printable(TarHeader entry)
    {
        string name = entry.Name.Length <= 100 ? entry.Name : entry.Name[..100] + "...";
        return string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
    }
}
