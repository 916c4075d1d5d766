using Cifar.Models.Transfer;
using Cifar.Pipelines.Data;
using Microsoft.ML;

namespace Cifar.Pipelines.Transfer;

/// <summary>Options named as those of ML.NET's own image classification trainer, where they mean the same, and those that it lacks.</summary>
public sealed record ImageClassificationOptions
{
    /// <summary>The backbone: a name of the catalogue (<see cref="BackboneCatalog"/>) or the path of an .onnx file.</summary>
    /// <value>efficientnet-b4-trunk.</value>
    public string Backbone { get; init; } = "efficientnet-b4-trunk";

    /// <summary>The pictures: an image column of a known size.</summary>
    /// <value>Image.</value>
    public string FeatureColumnName { get; init; } = ColumnNames.Image;

    /// <summary>The class of each picture, a key column.</summary>
    /// <value>Label.</value>
    public string LabelColumnName { get; init; } = ColumnNames.Label;

    /// <summary>Passes over the pictures while blocks are trained; a head alone is always trained to convergence.</summary>
    /// <value>8.</value>
    public int Epoch { get; init; } = 8;

    /// <summary>Pictures a step while blocks are trained.</summary>
    /// <value>64.</value>
    public int BatchSize { get; init; } = 64;

    /// <summary>Largest learning rate while blocks are trained.</summary>
    /// <value>0.0002.</value>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Epochs without a better result after which training of blocks stops.</summary>
    /// <value>null: never.</value>
    public int? EarlyStopping { get; init; }

    /// <summary>Told as the work goes on.</summary>
    /// <value>null: nobody.</value>
    public Action<TransferProgress>? MetricsCallback { get; init; }

    /// <summary>Pictures to choose by, with the same columns as the training data.</summary>
    /// <value>null: a tenth of the training pictures.</value>
    public IDataView? ValidationSet { get; init; }

    /// <summary>Folder for features that are computed once.</summary>
    /// <value>null: a folder of the user's cache.</value>
    public string? WorkspacePath { get; init; }

    /// <summary>Whether features from an earlier run are used. They are found by the content of pictures and backbone, so they are never stale.</summary>
    /// <value>true.</value>
    public bool ReuseTrainSetBottleneckCachedValues { get; init; } = true;

    /// <summary>Last blocks of the backbone that are trained further.</summary>
    /// <value>0: none.</value>
    public int UnfreezeLast { get; init; }

    /// <summary>Height and width that pictures have for the backbone, in pixels.</summary>
    /// <value>160.</value>
    public int ImageSize { get; init; } = 160;

    /// <summary>Seed of the held-out part and of the order of the pictures.</summary>
    /// <value>0.</value>
    public int Seed { get; init; }

    internal OnnxTransferOptions ToTransferOptions() => new()
    {
        Backbone = Backbone,
        LabelColumnName = LabelColumnName,
        Epochs = Epoch,
        BatchSize = BatchSize,
        LearningRate = LearningRate,
        Patience = EarlyStopping,
        CacheFolder = ReuseTrainSetBottleneckCachedValues ? WorkspacePath : Path.Combine(WorkspacePath ?? Path.GetTempPath(), Path.GetRandomFileName()),
        UnfreezeLast = UnfreezeLast,
        ImageSize = ImageSize,
        Seed = Seed,
        Progress = MetricsCallback is null ? null : new Callback(MetricsCallback),
    };

    private sealed class Callback(Action<TransferProgress> report) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => report(value);
    }
}
