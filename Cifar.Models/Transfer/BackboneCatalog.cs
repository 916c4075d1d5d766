using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cifar.Models.Data;

namespace Cifar.Models.Transfer;

/// <summary>The backbones that are known by name, and where their files are.</summary>
public sealed class BackboneCatalog
{
    /// <summary>The environment variable that names the folder with .onnx files.</summary>
    public const string FolderVariable = "CIFAR_ONNX";

    private const string Resource = "Cifar.Models.onnx.catalogue.json";

    private BackboneCatalog(IReadOnlyList<BackboneEntry> entries) => Entries = entries;

    /// <summary>The catalogue that comes with the library.</summary>
    public static BackboneCatalog Default { get; } = Read();

    /// <summary>All backbones.</summary>
    public IReadOnlyList<BackboneEntry> Entries { get; }

    /// <summary>Where files are looked for and downloaded to: <c>$CIFAR_ONNX</c>, else a folder of the user's cache.</summary>
    public static string Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder
        ? folder
        : Path.Combine(Path.GetDirectoryName(Cifar100.CacheFolder)!, "onnx");

    /// <summary>Finds a backbone.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <returns>What the catalogue says of it.</returns>
    /// <exception cref="ArgumentException">There is none of that name; the message lists them.</exception>
    public BackboneEntry Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Entries.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase)) ?? throw new ArgumentException(
            $"There is no backbone '{name}'.{NearestName.Suggest(name, Entries.Select(entry => entry.Name))} There are {string.Join(", ", Entries.Select(entry => entry.Name))}, or give the path of an .onnx file.");
    }

    /// <summary>Opens a backbone by its name or its file.</summary>
    /// <param name="nameOrFile">A name of the catalogue, or the path of an .onnx file.</param>
    /// <param name="progress">Told about a download; may be null.</param>
    /// <param name="cancellationToken">Stops a download; what was received is kept.</param>
    /// <returns>The backbone, its file checked against the catalogue where it is one of it.</returns>
    /// <exception cref="ArgumentException">It is neither.</exception>
    /// <exception cref="IOException">The file is not there and cannot be downloaded; the message says which file to put where.</exception>
    /// <exception cref="InvalidDataException">The file is not the one the catalogue knows.</exception>
    public Backbone Open(string nameOrFile, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrFile);
        if (File.Exists(nameOrFile) || nameOrFile.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return Backbone.FromFile(nameOrFile);
        }

        BackboneEntry entry = Find(nameOrFile);
        string path = Path.Combine(Folder, entry.File);
        if (File.Exists(path))
        {
            BackboneDownload.Check(entry, path, cancellationToken);
        }
        else
        {
            new BackboneDownload(entry, path).Fetch(progress, cancellationToken);
        }

        return new(path, entry.Name, entry.Normalization, entry.Output, entry.SizeMultiple);
    }

    /// <summary>Whether the file of a backbone lies in <see cref="Folder"/>, by its size.</summary>
    /// <param name="entry">The backbone.</param>
    /// <returns>True if so.</returns>
    public static bool IsPresent(BackboneEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var file = new FileInfo(Path.Combine(Folder, entry.File));
        return file.Exists && file.Length == entry.Bytes;
    }

    /// <summary>The entry whose file this is, whatever its name.</summary>
    internal BackboneEntry? Recognize(string path)
    {
        long length = new FileInfo(path).Length;
        if (Entries.All(entry => entry.Bytes != length))
        {
            return null;
        }

        using FileStream file = File.OpenRead(path);
        string hash = FileHash.Compute(file, HashAlgorithmName.SHA256, null, CancellationToken.None);
        return Entries.FirstOrDefault(entry => entry.Bytes == length && entry.Sha256 == hash);
    }

    private static BackboneCatalog Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The library lacks its resource {Resource}.");
        return new(JsonSerializer.Deserialize(stream, BackboneJson.Default.BackboneEntryArray)!);
    }
}

/// <summary>How the catalogue is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(BackboneEntry[]))]
internal sealed partial class BackboneJson : JsonSerializerContext;
