using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A whole model: version, schema and transformer in one zip. The format is written down in model-format.md.</summary>
static class ModelFile
{
    const string VersionEntry = "TrainingInfo/Version.txt", SchemaEntry = "Schema", Root = "TransformerChain";

    /// <summary>First line of the version file; the packages of ML.NET write a bare version number there.</summary>
    const string FormatLine = "MlNetCifar portable model, format 1";

    internal static void Write(ITransformer model, DataViewSchema? schema, Stream stream)
    {
        using var archive = new ModelArchiveWriter(stream);
        archive.Write(VersionEntry, entry => entry.Write(Encoding.UTF8.GetBytes(FormatLine + "\n")));
        if (schema is not null)
            archive.Write(SchemaEntry, entry => SchemaFormat.Write(entry, schema));
        using var context = new ModelSaveContext(archive, Root);
        model.Save(context);
        context.Complete();
    }

    internal static void Write(ITransformer model, DataViewSchema? schema, string path)
    {
        string full = Path.GetFullPath(path);
        string unfinished = $"{full}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                Write(model, schema, stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, full, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    internal static ITransformer Read(IHostEnvironment environment, Stream stream, string? path, out DataViewSchema schema)
    {
        string name = path is null ? "The stream" : $"'{path}'";
        try
        {
            using var archive = new ModelArchiveReader(stream.CanSeek ? stream : Buffered(stream), ModelArchiveReader.Limits.Default);
            CheckFormat(archive);
            schema = archive.Has(SchemaEntry) ? SchemaFormat.Read(archive.ReadAll(SchemaEntry)) : null!;
            return ModelLoadContext.Load<ITransformer>(environment, archive, Root);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException or FormatException)
        {
            // The last three are how constructors refuse what a damaged payload asks of them.
            throw new InvalidDataException($"{name} cannot be loaded as a model. {e.Message} If it may be damaged, save or copy it again.", e);
        }
    }

    static void CheckFormat(ModelArchiveReader archive)
    {
        if (!archive.Has(VersionEntry))
            throw new InvalidDataException($"It is a zip without '{VersionEntry}', so it is no model.");
        string version = Encoding.UTF8.GetString(archive.ReadAll(VersionEntry)).Trim();
        if (version == FormatLine)
            return;
        throw new InvalidDataException(version.StartsWith("MlNetCifar portable model", StringComparison.Ordinal)
            ? $"It has the newer format '{version}'; this assembly reads '{FormatLine}'. Load it with a newer version."
            : $"It was saved by the ML.NET packages (version {(version.Length > 40 ? version[..40] : version)}), whose parts this portable assembly does not read. Build with Stack=nuget to load it, or train and save the model again here.");
    }

    // A zip is read from its end. What cannot seek is taken into memory, up to the size of a large model.
    static MemoryStream Buffered(Stream stream)
    {
        const int Largest = 1 << 30;
        var buffer = new MemoryStream();
        var chunk = new byte[1 << 16];
        for (int count; (count = stream.Read(chunk)) > 0;)
        {
            if (buffer.Length + count > Largest)
                throw new InvalidDataException($"It is longer than {Largest} bytes; load it from a file.");
            buffer.Write(chunk, 0, count);
        }

        buffer.Position = 0;
        return buffer;
    }
}
