using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Saving, loading and using of models.</summary>
public sealed class ModelOperationsCatalog : IInternalCatalog
{
    readonly IHostEnvironment _environment;

    internal ModelOperationsCatalog(IHostEnvironment environment) => _environment = environment;

    IHostEnvironment IInternalCatalog.Environment => _environment;

    /// <summary>Writes the model, and the schema of the data it was made for, into a stream, which stays open.</summary>
    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        ModelFile.Write(model, inputSchema, stream);
    }

    /// <summary>Writes the model into a file. When that fails, the file is as it was before.</summary>
    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        ModelFile.Write(model, inputSchema, filePath);
    }

    /// <summary>Reads a model, and the schema it was saved with (null when there was none), from a stream, which stays open.</summary>
    /// <exception cref="InvalidDataException">The stream is not a complete model of this kind.</exception>
    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ModelFile.Read(_environment, stream, (stream as FileStream)?.Name, out inputSchema);
    }

    /// <summary>Reads a model, and the schema it was saved with (null when there was none), from a file.</summary>
    /// <exception cref="InvalidDataException">The file is not a complete model of this kind.</exception>
    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using FileStream stream = File.OpenRead(filePath);
        return ModelFile.Read(_environment, stream, filePath, out inputSchema);
    }

    /// <summary>An engine that maps objects one at a time; it owns the transformer.</summary>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer,
        bool ignoreMissingColumns = true,
        SchemaDefinition? inputSchemaDefinition = null,
        SchemaDefinition? outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new() =>
        new(transformer, ignoreMissingColumns, inputSchemaDefinition, outputSchemaDefinition);

    /// <summary>An engine whose input columns have the types and annotations of a schema; every member of the prediction class must have its column.</summary>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new() =>
        new(transformer, ignoreMissingColumns: false, ObjectColumns<TSrc>.Definition(inputSchema));

    /// <summary>An engine made to measure.</summary>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(transformer, options.IgnoreMissingColumns, options.InputSchemaDefinition, options.OutputSchemaDefinition, options.OwnsTransformer);
    }
}
