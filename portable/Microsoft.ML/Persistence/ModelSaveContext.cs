using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>One part of a model being written: its signature, its payload, and the parts inside it.</summary>
public sealed class ModelSaveContext : IDisposable
{
    readonly ModelArchiveWriter _archive;
    readonly string _folder;
    readonly MemoryStream _payload = new();
    string? _signature;
    int _version;

    internal ModelSaveContext(ModelArchiveWriter archive, string folder)
    {
        _archive = archive;
        _folder = folder;
        Writer = new ModelWriter(_payload);
    }

    /// <summary>The payload of this part, held in memory until the part is complete; large blobs go into <see cref="SaveStream"/>.</summary>
    internal ModelWriter Writer { get; }

    /// <summary>Says which loader reads this part and which version of its payload follows.</summary>
    internal void SetSignature(string signature, int version = 1)
    {
        if (_signature is not null)
            throw new InvalidOperationException($"The part '{_folder}' is already a {_signature}; it cannot be a {signature} too.");
        _signature = signature;
        _version = version;
    }

    /// <summary>Writes another object into the folder <paramref name="name"/> of this part.</summary>
    internal void SaveModel(ICanSaveModel part, string name)
    {
        using var context = new ModelSaveContext(_archive, $"{_folder}/{name}");
        part.Save(context);
        context.Complete();
    }

    /// <summary>Writes a file of its own beside the payload, straight into the archive. Nothing else can be saved until <paramref name="write"/> returns.</summary>
    internal void SaveStream(string name, Action<Stream> write) => _archive.Write($"{_folder}/{name}", write);

    /// <summary>Writes a schema as a file of its own.</summary>
    internal void SaveSchema(string name, DataViewSchema schema) => SaveStream(name, stream => SchemaFormat.Write(stream, schema));

    internal void Complete()
    {
        if (_signature is null)
            throw new InvalidOperationException("ModelSignature not specified!");
        Writer.Flush();
        _archive.Write($"{_folder}/{ModelPart.EntryName}", stream => ModelPart.Write(stream, _signature, _version, _payload));
    }

    public void Dispose() => Writer.Dispose();
}
