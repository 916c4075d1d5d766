using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Applies a transformer to one object at a time. Not thread-safe.</summary>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    readonly ObjectRow<TSrc> _input;
    readonly DataViewRow _output;
    readonly Action<TDst> _fill;
    readonly bool _ownsTransformer;
    bool _disposed;

    private protected PredictionEngineBase(ITransformer transformer, bool ignoreMissingColumns, SchemaDefinition? inputDefinition, SchemaDefinition? outputDefinition, bool ownsTransformer)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        if (!transformer.IsRowToRowMapper)
            throw new ArgumentOutOfRangeException(nameof(transformer), "Must be a row to row mapper");
        _ownsTransformer = ownsTransformer;
        Transformer = transformer;
        _input = new ObjectRow<TSrc>(ObjectColumns<TSrc>.Of(inputDefinition));
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(_input.Schema);
        OutputSchema = mapper.OutputSchema;
        var filler = RowFiller<TDst>.Create(OutputSchema, ignoreMissingColumns, outputDefinition);
        _output = mapper.GetRow(_input, filler.Columns);
        _fill = filler.Bind(_output);
    }

    public DataViewSchema OutputSchema { get; }

    private protected ITransformer Transformer { get; }

    public TDst Predict(TSrc example)
    {
        var prediction = new TDst();
        Predict(example, ref prediction);
        return prediction;
    }

    public abstract void Predict(TSrc example, ref TDst prediction);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _output.Dispose();
        if (_ownsTransformer)
            (Transformer as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void PredictCore(TSrc example, TDst prediction)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _input.Set(example);
        _fill(prediction);
    }
}

/// <inheritdoc />
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(ITransformer transformer, bool ignoreMissingColumns, SchemaDefinition? inputDefinition = null, SchemaDefinition? outputDefinition = null, bool ownsTransformer = true)
        : base(transformer, ignoreMissingColumns, inputDefinition, outputDefinition, ownsTransformer) { }

    /// <summary>Writes the prediction into an object, reusing its arrays where they have the right size.</summary>
    public override void Predict(TSrc example, ref TDst prediction)
    {
        ArgumentNullException.ThrowIfNull(example);
        prediction ??= new TDst();
        PredictCore(example, prediction);
    }
}

/// <summary>How a prediction engine maps objects to columns, and what it disposes.</summary>
public sealed class PredictionEngineOptions
{
    /// <summary>Whether members of the prediction class that the transformer has no column for are left alone; otherwise they are an error.</summary>
    public bool IgnoreMissingColumns = true;

    public SchemaDefinition? InputSchemaDefinition;
    public SchemaDefinition? OutputSchemaDefinition;

    /// <summary>Whether disposing the engine disposes the transformer.</summary>
    public bool OwnsTransformer = true;
}
