namespace Cifar.Models.Data;

/// <summary>Writes a file so that its name only ever stands for the whole of it.</summary>
public static class AtomicFile
{
    /// <summary>Writes beside the target, flushes to the disk, renames; an exception leaves what was there before.</summary>
    /// <param name="path">The file; replaced where it exists. Its folder must exist.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string partial = $"{path}.{Guid.NewGuid():N}.tmp";
        var stream = Create(partial, path);
        try
        {
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    // The system names the passing file, which nobody has asked for.
    private static FileStream Create(string partial, string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            return new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new DirectoryNotFoundException($"{path} cannot be written: there is no folder {folder}. Make it first.", missing);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new UnauthorizedAccessException($"{path} cannot be written: the folder {folder} may not be written to. Choose another one.", denied);
        }
        catch (IOException error)
        {
            throw new IOException($"{path} cannot be written: {error.Message.Replace(Path.GetFullPath(partial), Path.GetFullPath(path), StringComparison.Ordinal)}", error);
        }
    }
}
