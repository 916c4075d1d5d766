namespace Cifar.Models.Data;

/// <summary>An image file and its class.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Label">Index into <see cref="ImageFolder.Classes"/>.</param>
public sealed record ImageFile(string Path, int Label);

/// <summary>A listing of images in one folder per class, the folder's name being the class. Nothing is decoded.</summary>
/// <remarks>
/// Either <c>ROOT/CLASS/**/IMAGE</c>, or <c>ROOT/train/CLASS/**/IMAGE</c> with or without <c>ROOT/test/CLASS/**/IMAGE</c>. Images are files
/// named .png, .jpg, .jpeg, .webp, .bmp or .gif in any case; other files are left alone, as are names that begin with a dot. Classes and
/// files are in ordinal order of their names, so labels are the same on every machine. Immutable; safe to share between threads.
/// </remarks>
public sealed class ImageFolder
{
    ImageFolder(string root, ClassLabels classes, IReadOnlyList<ImageFile> train, IReadOnlyList<ImageFile>? test) =>
        (Root, Classes, Train, Test) = (root, classes, train, test);

    /// <summary>Endings of the files that count as images, lower case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"];

    /// <summary>Full path of the folder.</summary>
    public string Root { get; }

    /// <summary>Class names in ordinal order, at least two, without superclasses.</summary>
    public ClassLabels Classes { get; }

    /// <summary>The images of <c>train/</c>, or all images where there is no <c>train/</c>; by class, then by path.</summary>
    public IReadOnlyList<ImageFile> Train { get; }

    /// <summary>The images of <c>test/</c>; null where there is none, so that a test part has to be split off.</summary>
    public IReadOnlyList<ImageFile>? Test { get; }

    /// <summary>Lists a folder.</summary>
    /// <param name="root">The folder with one folder per class, or with <c>train/</c> (and <c>test/</c>) that have them.</param>
    /// <returns>Every class with at least one training image.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">
    /// No class or only one; a class without images; a test class that is not in <c>train/</c>; other folders beside <c>train/</c> and
    /// <c>test/</c>; a link to a folder, or to a file outside <paramref name="root"/>. The message says which.
    /// </exception>
    public static ImageFolder Open(string root)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException(File.Exists(root)
                ? $"{root} is a file; a folder with one folder per class is expected."
                : $"There is no folder {root}; one with one folder per class is expected.");

        var walk = new ImageFolderWalk(root);
        string train = Path.Combine(root, "train"), test = Path.Combine(root, "test");
        string[] top = ImageFolderWalk.Folders(root);
        bool divided = top.Contains(train) && ImageFolderWalk.Folders(train).Length > 0;
        if (!divided)
        {
            string[] names = ClassNames(root, top);
            return new ImageFolder(root, new ClassLabels(names), List(walk, root, names), null);
        }

        if (top.FirstOrDefault(folder => folder != train && folder != test) is { } other)
            throw new InvalidDataException(
                $"{root} has train/ and also {Path.GetFileName(other)}/. Either the folders are classes, or there are only train/ and test/.");
        string[] classes = ClassNames(train, ImageFolderWalk.Folders(train));
        return new ImageFolder(root, new ClassLabels(classes), List(walk, train, classes), top.Contains(test) ? ListTest(walk, test, classes) : null);
    }

    static string[] ClassNames(string parent, string[] folders)
    {
        if (folders.Length == 0)
            throw new InvalidDataException($"{parent} has no folders; one for each class is expected, with that class's images in it.");
        if (folders.Length == 1)
            throw new InvalidDataException($"{parent} has only one class, '{Path.GetFileName(folders[0])}'; there must be at least two to tell apart.");
        return Array.ConvertAll(folders, folder => Path.GetFileName(folder));
    }

    static ImageFile[] List(ImageFolderWalk walk, string parent, string[] classes)
    {
        var files = new List<ImageFile>();
        for (int label = 0; label < classes.Length; label++)
        {
            string folder = Path.Combine(parent, classes[label]);
            int before = files.Count;
            foreach (string path in walk.Images(folder))
                files.Add(new ImageFile(path, label));
            if (files.Count == before)
                throw new InvalidDataException($"The class folder {folder} has no images ({string.Join(' ', Extensions)}). Add some, or delete the folder.");
        }
        return [.. files];
    }

    static ImageFile[] ListTest(ImageFolderWalk walk, string test, string[] classes)
    {
        string[] present = Array.ConvertAll(ImageFolderWalk.Folders(test), folder => Path.GetFileName(folder));
        if (present.FirstOrDefault(name => !classes.Contains(name)) is { } unknown)
            throw new InvalidDataException($"{Path.Combine(test, unknown)} is a class that train/ does not have.");
        if (present.Length == 0)
            throw new InvalidDataException($"{test} has no folders; one for each class is expected, or no test/ at all.");
        return [.. List(walk, test, present).Select(file => file with { Label = Array.IndexOf(classes, present[file.Label]) })];
    }
}
