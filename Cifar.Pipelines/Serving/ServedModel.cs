using System.Collections.Concurrent;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.ActivationMaps;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>One version of a model in memory: an ML.NET transformer for prediction engines, or an ONNX file that is scored in batches.</summary>
/// <remarks>
/// Predictions may be under way when a newer version arrives. A scorer, and the engines that workers rent, are freed when the source and the last lease have let
/// them go. A transformer may also be known to engines of the application's pool, of which nobody can tell: its sessions end with their finalizers, and as the
/// collector does not see native memory, it is told how much there is. The class is not <see cref="IDisposable"/>, so an engine that is dropped by its pool cannot take the model with it.
/// </remarks>
internal sealed class ServedModel : ITransformer
{
    private readonly ITransformer? transformer;
    private readonly ConcurrentBag<PictureSizer> sizers = [];
    private readonly ConcurrentBag<PredictionEngine<ImageInput, ImagePrediction>> engines = [];
    private readonly MLContext context;
    private long nativeBytes;
    private int users = 1; // The source.

    private ServedModel(MLContext context, ServedModelInfo info, ITransformer? transformer, OnnxImageScorer? scorer, long nativeBytes)
    {
        (this.context, this.transformer, this.nativeBytes) = (context, transformer, nativeBytes);
        (Info, Scorer) = (info, scorer);
        GC.AddMemoryPressure(nativeBytes);
    }

    ~ServedModel() => Relieve();

    public ServedModelInfo Info { get; }

    /// <summary>Scores batches; null where the model is a transformer.</summary>
    public OnnxImageScorer? Scorer { get; }

    /// <summary>Whether the scorer or the engines are there: until the source and all leases have let it go.</summary>
    public bool IsInUse => Volatile.Read(ref users) > 0;

    /// <summary>Explains pictures; null where the model is a transformer.</summary>
    public Lazy<OnnxGradCam?>? GradCam { get; private init; }

    bool ITransformer.IsRowToRowMapper => Transformer.IsRowToRowMapper;

    private ITransformer Transformer => transformer ?? throw new InvalidOperationException("An ONNX model is scored in batches; it has no transformer.");

    /// <summary>Reads a file, and reads it again when it was replaced meanwhile, so that the version belongs to what was read.</summary>
    public static ServedModel Load(MLContext context, string path) => LoadNewer(context, path, known: null)!;

    /// <summary>The same, unless the file holds the version that is known: then null.</summary>
    public static ServedModel? LoadNewer(MLContext context, string path, string? known)
    {
        while (true)
        {
            string version = ModelVersion.Of(path);
            if (version == known)
            {
                return null;
            }

            var model = Read(context, path, version);
            if (ModelVersion.Of(path) == version)
            {
                return model;
            }

            model.Release();
        }
    }

    /// <summary>Keeps the scorer and the engines alive until <see cref="Release"/>; false when it is gone already, because there is a newer version.</summary>
    public bool TryUse()
    {
        int now = Volatile.Read(ref users);
        while (now > 0)
        {
            int seen = Interlocked.CompareExchange(ref users, now + 1, now);
            if (seen == now)
            {
                return true;
            }

            now = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref users) != 0)
        {
            return;
        }

        while (engines.TryTake(out var engine))
        {
            engine.Dispose();
        }

        if (Scorer is not null)
        {
            Scorer.Dispose();
            if (GradCam is { IsValueCreated: true })
            {
                GradCam.Value?.Dispose();
            }

            Relieve();
            NativeHeap.Trim();
        }
    }

    /// <summary>An idle engine of this version, or a new one, for whoever uses it; it goes back by <see cref="ReturnEngine"/>.</summary>
    public PredictionEngine<ImageInput, ImagePrediction> RentEngine() => engines.TryTake(out var engine)
        ? engine
        : context.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(Transformer, new PredictionEngineOptions { OwnsTransformer = false });

    public void ReturnEngine(PredictionEngine<ImageInput, ImagePrediction> engine) => engines.Add(engine);

    /// <summary>Brings a picture to the size of the model, as the model itself does: planar RGB bytes.</summary>
    public void Resize(MLImage image, Span<byte> planar)
    {
        if (!sizers.TryTake(out var sizer))
        {
            sizer = new PictureSizer(context, Info.Description.Height, Info.Description.Width);
        }

        sizer.Read(image, planar);
        sizers.Add(sizer);
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Transformer.GetOutputSchema(inputSchema);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Transformer.GetRowToRowMapper(inputSchema);

    public IDataView Transform(IDataView input) => Transformer.Transform(input);

    void ICanSaveModel.Save(ModelSaveContext ctx) => Transformer.Save(ctx);

    // Once only.
    private void Relieve()
    {
        long bytes = Interlocked.Exchange(ref nativeBytes, 0);
        if (bytes > 0)
        {
            GC.RemoveMemoryPressure(bytes);
        }
    }

    private static ServedModel Read(MLContext context, string path, string version)
    {
        // Weights in the session, in its optimised copy, and scratch memory.
        long nativeBytes = 3 * new FileInfo(path).Length;
        if (Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            // One thread a run: the workers run side by side, which gives more a second than one run on all cores.
            var scorer = OnnxImageScorer.Load(path, new OnnxScorerOptions { Threads = 1 });
            if (!scorer.TakesPixels)
            {
                scorer.Dispose();
                throw new ModelFormatException($"{path} takes features that were prepared elsewhere, not pixels, so it cannot be served.");
            }

            return new ServedModel(context, new ServedModelInfo(version, scorer.Description, DateTimeOffset.UtcNow), transformer: null, scorer, nativeBytes)
            {
                GradCam = ServedExplanation.Prepare(File.ReadAllBytes(path)), // The file may be gone when somebody asks.
            };
        }

        var model = ImageClassifierModel.Load(context, path);
        try
        {
            var served = new ServedModel(context, new ServedModelInfo(version, model.Description, DateTimeOffset.UtcNow), model.Transformer, scorer: null, nativeBytes);
            served.ReturnEngine(served.RentEngine()); // A model that does not predict from pictures shows it here, while the old one is still in use.
            return served;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
