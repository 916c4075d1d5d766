using System.CommandLine;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Models.Data;

namespace Cifar.Cli.Data;

/// <summary>A picture that cannot be read, and why.</summary>
internal sealed record BadImage(string Path, string Reason);

/// <summary><c>--on-bad-image</c>: what becomes of pictures of a folder that cannot be read, and which those were.</summary>
/// <param name="skips">Whether they are left out; otherwise they end the command, after all of them have been named.</param>
internal sealed class BadImages(bool skips)
{
    private const string Fail = "fail";
    private const string Skip = "skip";

    private readonly List<BadImage> found = [];

    /// <summary>The pictures that were left out, in the order of the folder.</summary>
    public IReadOnlyList<BadImage> Found => found;

    public static Option<string> Option() => Choice.Option("--on-bad-image", "Pictures of a folder that cannot be read: stop, or leave them out and list them", Fail, Fail, Skip);

    public static BadImages Of(string? word) => new(word == Skip);

    public void Add(string path, Exception error) => found.Add(new(path, string.Join(' ', Failure.Text(error).Split('\n', StringSplitOptions.TrimEntries))));

    /// <summary>Ends the command, or says what is left out.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">All pictures, the bad ones among them.</param>
    /// <param name="screen">Gets a line for each bad picture.</param>
    /// <exception cref="InvalidDataException">There are bad pictures and they are not to be left out, or no others of a class.</exception>
    public void Decide(ImageFolder folder, IReadOnlyList<ImageFile> files, Screen screen)
    {
        if (found.Count == 0)
        {
            return;
        }

        found.ForEach(bad => screen.Note($"{(skips ? "left out" : "unreadable")}: {bad.Reason}"));
        string count = $"{found.Count:N0} of {files.Count:N0} pictures in {folder.Root} cannot be read";
        if (!skips)
        {
            throw new InvalidDataException($"{count}; the first is {found[0].Path}.\nRepair or remove them; --on-bad-image skip leaves them out of a training, an evaluation or a calibration.");
        }

        var bad = found.Select(one => one.Path).ToHashSet(StringComparer.Ordinal);
        if (files.GroupBy(file => file.Label).FirstOrDefault(group => group.All(file => bad.Contains(file.Path))) is { } gone)
        {
            throw new InvalidDataException($"{count}, among them all of the class '{folder.Classes.Fine[gone.Key]}'.\nAdd pictures that can be read, or remove the class.");
        }

        screen.Note($"{count} and are left out");
    }
}
