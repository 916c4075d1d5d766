using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Trainers;

/// <summary>A trained image classifier: from network inputs to class probabilities, by ONNX Runtime.</summary>
/// <remarks>
/// Appends <c>Score</c> (probabilities, slot names = class names), <c>PredictedLabel</c> (key), <c>PredictedClass</c> (its name) and <c>ModelDescription</c> (JSON).
/// <c>Transform</c> scores in batches. Thread-safe until disposed; each cursor and row belongs to one thread.
/// </remarks>
public sealed class ImageClassificationTransformer : ITransformer, IDisposable
{
    private readonly byte[] network;
    private readonly string featureColumnName;
    private readonly string outputName;
    private readonly byte[]? fromPixels;
    private readonly string descriptionJson;
    private readonly OnnxImageScorer scorer;

    // network: ONNX from featureColumnName to outputName. fromPixels: ONNX with the preprocessing inside; null where the preprocessing is not known.
    internal ImageClassificationTransformer(byte[] network, string featureColumnName, string outputName, byte[]? fromPixels, TrainingHistory? history)
    {
        this.network = network;
        this.featureColumnName = featureColumnName;
        this.outputName = outputName;
        this.fromPixels = fromPixels;
        scorer = new OnnxImageScorer(network);
        descriptionJson = scorer.Description.ToJson();
        History = history;
    }

    /// <summary>Classes, preprocessing, size and training of the model.</summary>
    public ModelDescription Description => scorer.Description;

    /// <summary>The course of the training; null for a model read from a file.</summary>
    public TrainingHistory? History { get; }

    /// <summary>What calibrating the model after its training did; null where that was not asked for, and for a model read from a file.</summary>
    public TemperatureFit? Calibration { get; internal init; }

    /// <summary>Whether the network takes pixels 0..255 and preprocesses them itself.</summary>
    internal bool TakesPixels => scorer.TakesPixels;

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The model as one self-contained ONNX file: RGB pixels 0..255 in, sharpening, normalisation and network inside, logits and probabilities out.</summary>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="InvalidOperationException">The features did not come from <c>NormalizePixels</c>, so it is not known how to make them from pixels.</exception>
    public byte[] ToOnnx() => fromPixels is null
        ? throw new InvalidOperationException(
            $"The model was trained on column '{featureColumnName}', of which is not known how it was made from pixels, so no ONNX file from pixels can be written. "
            + "Make the column with ml.Transforms.NormalizePixels.")
        : (byte[])fromPixels.Clone();

    /// <summary>Writes what <see cref="ToOnnx"/> gives; the file appears whole or not at all.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <exception cref="InvalidOperationException">See <see cref="ToOnnx"/>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveOnnx(string path)
    {
        var bytes = ToOnnx();
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Schema;

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new RowMapper(Bind(inputSchema));

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var features = FeatureColumn.Find(input.Schema, featureColumnName, Description);
        return new ScoredDataView(input, Bind(input.Schema), features, scorer, descriptionJson);
    }

    /// <summary>Frees the ONNX session.</summary>
    public void Dispose() => scorer.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        var saved = SavedClassifier.Create(network, featureColumnName, outputName, Description, descriptionJson);
        using var sessions = saved as IDisposable;
        ((ICanSaveModel)saved).Save(ctx);
    }

    private MappedColumns Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new MappedColumns(new ClassifierMapper(inputSchema, featureColumnName, scorer, descriptionJson));
    }
}
