using System.Text.RegularExpressions;

namespace Cifar.Web;

/// <summary>The models of a folder, each under a name that is safe in addresses.</summary>
internal sealed partial class ModelShelf
{
    private const int MostModels = 32;

    private ModelShelf(IReadOnlyDictionary<string, string> files, string first) => (Files, Default) = (files, first);

    /// <summary>File of each model, by name, in the order in which they are offered.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>The model that answers where none is named.</summary>
    public string Default { get; }

    public static ModelShelf Open(string path)
    {
        string[] files = File.Exists(path) ? [Path.GetFullPath(path)] : Directory.Exists(path) ? [.. Find(Path.GetFullPath(path))] : [];
        if (files.Length is 0 or > MostModels)
        {
            throw new WebSettingsException(files.Length == 0
                ? $"There is no model at {path}: give a model.onnx or model.zip, or a folder with such files."
                : $"There are {files.Length} models in {path}; at most {MostModels} can be served at once.");
        }

        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in files)
        {
            named[Free(NameOf(file), named)] = file;
        }

        return new ModelShelf(named, named.Keys.First());
    }

    // Where a training left both kinds, the ONNX file is served: it is scored in batches.
    private static IEnumerable<string> Find(string folder) => new[] { folder }.Concat(Directory.EnumerateDirectories(folder))
        .SelectMany(Directory.EnumerateFiles)
        .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".ONNX" or ".ZIP")
        .GroupBy(file => Path.ChangeExtension(file, null), StringComparer.Ordinal)
        .OrderBy(forms => forms.Key, StringComparer.Ordinal)
        .Select(forms => forms.OrderBy(file => Path.GetExtension(file), StringComparer.OrdinalIgnoreCase).First());

    // model.onnx is what every training writes; then the folder's name says more.
    private static string NameOf(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        name = name == "model" ? Path.GetFileName(Path.GetDirectoryName(file)!) : name;
        name = Unsafe().Replace(name, "-").Trim('-', '.');
        return name.Length > 0 ? name : "model";
    }

    private static string Free(string name, Dictionary<string, string> taken) =>
        !taken.ContainsKey(name) ? name : Enumerable.Range(2, MostModels).Select(i => $"{name}-{i}").First(candidate => !taken.ContainsKey(candidate));

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex Unsafe();
}
