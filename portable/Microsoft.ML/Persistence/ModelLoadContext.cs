using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>One part of a model being read.</summary>
sealed class ModelLoadContext
{
    // Deeper nesting than any real pipeline has, and shallow enough for the stack.
    const int DeepestNesting = 64;

    readonly ModelArchiveReader _archive;
    readonly string _folder;
    readonly int _depth;

    ModelLoadContext(ModelArchiveReader archive, string folder, int depth)
    {
        if (depth > DeepestNesting)
            throw new InvalidDataException($"The parts are nested more than {DeepestNesting} deep.");
        _archive = archive;
        _folder = folder;
        _depth = depth;
        (Signature, Version, Reader) = ModelPart.Read(archive.ReadAll($"{folder}/{ModelPart.EntryName}"));
    }

    internal string Signature { get; }

    internal int Version { get; }

    /// <summary>The payload; every length read from it is checked against what is left of it.</summary>
    internal ModelReader Reader { get; }

    /// <summary>Makes the object saved in a folder of the archive.</summary>
    internal static T Load<T>(IHostEnvironment environment, ModelArchiveReader archive, string folder) where T : class =>
        new ModelLoadContext(archive, folder, depth: 0).Make<T>(environment);

    /// <summary>Throws when the payload is newer than this assembly knows.</summary>
    internal void CheckVersion(int newest = 1)
    {
        if (Version < 1 || Version > newest)
            throw new InvalidDataException($"'{_folder}' is a {Signature} of version {Version}; this assembly reads versions 1 to {newest}. Load it with a newer one.");
    }

    /// <summary>Makes the object saved in the folder <paramref name="name"/> of this part.</summary>
    internal T LoadModel<T>(IHostEnvironment environment, string name) where T : class =>
        new ModelLoadContext(_archive, $"{_folder}/{name}", _depth + 1).Make<T>(environment);

    internal bool HasModel(string name) => _archive.Has($"{_folder}/{name}/{ModelPart.EntryName}");

    internal bool HasStream(string name) => _archive.Has($"{_folder}/{name}");

    /// <summary>Reads a file that <see cref="ModelSaveContext.SaveStream"/> wrote; its length and checksum are verified.</summary>
    internal void LoadStream(string name, Action<Stream> read) => _archive.Read($"{_folder}/{name}", read);

    /// <summary>As <see cref="LoadStream"/>, the whole of it.</summary>
    internal byte[] LoadBytes(string name) => _archive.ReadAll($"{_folder}/{name}");

    internal DataViewSchema LoadSchema(string name) => SchemaFormat.Read(_archive.ReadAll($"{_folder}/{name}"));

    T Make<T>(IHostEnvironment environment) where T : class
    {
        object made = ModelLoaders.Find(Signature).Load(environment, this);
        return made as T ?? throw new InvalidDataException($"'{_folder}' holds a {Signature}, which is no {typeof(T).Name}.");
    }
}
