namespace Cifar.Models.Data;

/// <summary>Walks a tree in ordinal order without ever leaving it.</summary>
sealed class ImageFolderWalk(string root)
{
    /// <summary>Sub-folders by name; hidden ones are left out, links to folders refused: they can lead outside or in circles.</summary>
    public static string[] Folders(string folder)
    {
        string[] folders = Visible(Directory.EnumerateDirectories(folder));
        foreach (string path in folders)
            if (new DirectoryInfo(path).LinkTarget is { } target)
                throw new InvalidDataException($"{path} is a link to the folder {target}; links to folders are not followed. Put the images themselves there.");
        return folders;
    }

    /// <summary>The images below a folder, by path.</summary>
    public IEnumerable<string> Images(string folder)
    {
        foreach (string path in Visible(Directory.EnumerateFiles(folder)))
            if (ImageFolder.Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
            {
                RefuseLinkOutside(path);
                yield return path;
            }
        foreach (string sub in Folders(folder))
            foreach (string path in Images(sub))
                yield return path;
    }

    void RefuseLinkOutside(string path)
    {
        if (new FileInfo(path).LinkTarget is null)
            return;
        FileSystemInfo target = File.ResolveLinkTarget(path, returnFinalTarget: true)!;
        if (!target.FullName.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || HasLinkedFolder(target.FullName))
            throw new InvalidDataException($"{path} is a link to {target.FullName}, outside {root}; only links inside it are followed.");
        if (!target.Exists)
            throw new InvalidDataException($"{path} is a link to {target.FullName}, which does not exist.");
    }

    /// <summary>A target that is inside by its name may still lie behind a linked folder, for instance a hidden one.</summary>
    bool HasLinkedFolder(string path)
    {
        for (string folder = Path.GetDirectoryName(path)!; folder.Length > root.Length; folder = Path.GetDirectoryName(folder)!)
            if (new DirectoryInfo(folder).LinkTarget is not null)
                return true;
        return false;
    }

    static string[] Visible(IEnumerable<string> paths) =>
        [.. paths.Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)];
}
