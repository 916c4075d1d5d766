using Cifar.Cli.Parsing;
using Cifar.Models.Data;

namespace Cifar.Cli.Verbs;

/// <summary>What run folders are called: where nobody says it, and where there are several.</summary>
internal static class RunNames
{
    /// <summary>The folder of a run, named after network and data.</summary>
    public static string Default(string network, DataSource source) => Path.Combine("runs", $"{network}-{NameOf(source)}");

    /// <summary>The last part of each folder's name; all of it where that would name two alike.</summary>
    public static string[] Of(string[] folders)
    {
        string[] full = Array.ConvertAll(folders, folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        if (full.GroupBy(folder => folder).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new UsageException($"{twice.Key} is given twice.");
        }

        string[] last = Array.ConvertAll(full, folder => Path.GetFileName(folder));
        return [.. folders.Select((folder, i) => last.Count(name => name == last[i]) > 1 ? folder : last[i])];
    }

    private static string NameOf(DataSource source) => source switch
    {
        FolderSource folder => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Path))),
        BinarySource binary => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(binary.Path))),
        SyntheticSource => "synthetic",
        _ => source.ToString(),
    };
}
