using Cifar.Pipelines.Serving;
using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.FileSystemGlobbing.Abstractions;

namespace Cifar.Cli.Verbs;

/// <summary>The pictures that the words of a command line stand for.</summary>
internal static class PictureFiles
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif" };

    public static IEnumerable<string> Find(IEnumerable<string> words) => words.SelectMany(word =>
        File.Exists(word) ? [word]
        : Directory.Exists(word) ? InFolder(word)
        : word.Contains('*', StringComparison.Ordinal) ? Matching(word)
        : [word]);

    /// <summary>The error of a file with its name in it.</summary>
    public static Exception Explain(string path, Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => new FileNotFoundException($"There is no picture {path}.", path, error),
        ImageRejectedException => new InvalidDataException($"{path}: {error.Message}", error),
        _ when error.Message.Contains(path, StringComparison.Ordinal) => error,
        _ => new InvalidDataException($"{path} cannot be read: {error.Message}", error),
    };

    private static string[] InFolder(string folder)
    {
        string[] pictures = [.. Below(folder).Order(StringComparer.Ordinal)];
        return pictures.Length > 0 ? pictures : throw new FileNotFoundException($"There are no pictures in the folder {folder}.", folder);
    }

    // A link to a folder may lead back here, so only one that is named itself is followed. A folder that cannot be read stands for itself: it fails alone, as a picture does.
    private static string[] Below(string folder)
    {
        try
        {
            var pictures = Directory.EnumerateFiles(folder).Where(file => Extensions.Contains(Path.GetExtension(file)));
            var folders = Directory.EnumerateDirectories(folder).Where(below => new DirectoryInfo(below).LinkTarget is null);
            return [.. pictures, .. folders.SelectMany(Below)];
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            return [folder];
        }
    }

    private static string[] Matching(string pattern)
    {
        string root = Path.IsPathRooted(pattern) ? Path.GetPathRoot(pattern)! : "";
        var matcher = new Matcher(StringComparison.Ordinal).AddInclude(pattern[root.Length..]);
        string[] matches = [.. matcher.Execute(new DirectoryInfoWrapper(new DirectoryInfo(root.Length > 0 ? root : "."))).Files.Select(match => Path.Combine(root, match.Path)).Order(StringComparer.Ordinal)];
        return matches.Length > 0 ? matches : throw new FileNotFoundException($"No file matches {pattern}.", pattern);
    }
}
