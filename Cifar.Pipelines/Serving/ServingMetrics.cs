using System.Diagnostics.Metrics;

namespace Cifar.Pipelines.Serving;

/// <summary>What a classifier counts and measures, on the meter <c>MlNetCifar.Serving</c>; every value has the tag <c>model</c>.</summary>
internal sealed class ServingMetrics
{
    public const string MeterName = "MlNetCifar.Serving";

    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly KeyValuePair<string, object?> model;
    private readonly Histogram<double> duration;
    private readonly Histogram<double> waiting;
    private readonly Counter<long> pictures;
    private readonly Counter<long> batches;
    private readonly Counter<long> rejected;
    private readonly Counter<long> reloads;

    public ServingMetrics(string model, IMeterFactory? meters)
    {
        this.model = KeyValuePair.Create("model", (object?)model);
        Meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        duration = Meter.CreateHistogram("cifar.classification.duration", "s", "Time from accepting a picture to its answer.", tags: null, Buckets);
        waiting = Meter.CreateHistogram("cifar.queue.wait", "s", "Time that pictures waited for a worker.", tags: null, Buckets);
        pictures = Meter.CreateCounter<long>("cifar.pictures", null, "Pictures scored.");
        batches = Meter.CreateCounter<long>("cifar.batches", null, "Runs of the model; pictures over batches is the mean batch size.");
        rejected = Meter.CreateCounter<long>("cifar.rejected", null, "Pictures turned away, by reason.");
        reloads = Meter.CreateCounter<long>("cifar.model.reloads", null, "Changed model files, by whether they could be loaded.");
    }

    public Meter Meter { get; }

    /// <summary>Reports how many pictures are waiting whenever somebody asks.</summary>
    public void Watch(Func<int> waitingNow) =>
        Meter.CreateObservableGauge("cifar.queue.length", () => new Measurement<int>(waitingNow(), model), null, "Pictures waiting for a worker.");

    public void Scored(int count)
    {
        pictures.Add(count, model);
        batches.Add(1, model);
    }

    public void Answered(TimeSpan waited, TimeSpan took)
    {
        waiting.Record(waited.TotalSeconds, model);
        duration.Record(took.TotalSeconds, model);
    }

    public void Rejected(string reason) => rejected.Add(1, model, KeyValuePair.Create("reason", (object?)reason));

    public void Reloaded(bool succeeded) => reloads.Add(1, model, KeyValuePair.Create("result", (object?)(succeeded ? "loaded" : "failed")));
}
