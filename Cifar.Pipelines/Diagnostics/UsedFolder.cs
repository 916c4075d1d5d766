using System.Globalization;

namespace Cifar.Pipelines.Diagnostics;

/// <summary>A folder that the library reads from or writes to.</summary>
/// <param name="Purpose">What lies there.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Exists">Whether it is there already; folders of the cache are made when they are first needed.</param>
/// <param name="IsWritable">Whether a file can be written there, or in the folder it would be made in.</param>
/// <param name="FreeBytes">Free space; null where the system does not tell.</param>
public sealed record UsedFolder(string Purpose, string Path, bool Exists, bool IsWritable, long? FreeBytes)
{
    /// <summary>The findings in words.</summary>
    /// <returns>One line.</returns>
    public override string ToString()
    {
        string free = FreeBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $", {bytes / 1e9:N1} GB free") : "";
        return $"{Path}: {(Exists ? "there" : "not there yet")}, {(IsWritable ? "writable" : "not writable")}{free}";
    }

    internal static UsedFolder Look(string purpose, string path)
    {
        path = System.IO.Path.GetFullPath(path);
        string? existing = path;
        while (existing is not null && !Directory.Exists(existing))
        {
            existing = System.IO.Path.GetDirectoryName(existing);
        }

        return new UsedFolder(purpose, path, existing == path, existing is not null && CanWrite(existing), existing is null ? null : FreeIn(existing));
    }

    private static bool CanWrite(string folder)
    {
        try
        {
            using var probe = new FileStream(
                System.IO.Path.Combine(folder, System.IO.Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    private static long? FreeIn(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException or ArgumentException)
        {
            return null;
        }
    }
}
