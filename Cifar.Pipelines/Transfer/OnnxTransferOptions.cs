using Cifar.Models.Transfer;
using Cifar.Pipelines.Data;

namespace Cifar.Pipelines.Transfer;

/// <summary>How a pretrained ONNX backbone is adapted in an ML.NET pipeline: all of <see cref="TransferOptions"/>, and what belongs to the pipeline.</summary>
public sealed record OnnxTransferOptions : TransferOptions
{
    /// <summary>The backbone: a name of the catalogue (<see cref="BackboneCatalog"/>) or the path of an .onnx file.</summary>
    /// <value>efficientnet-b4-trunk.</value>
    public string Backbone { get; init; } = "efficientnet-b4-trunk";

    /// <summary>The class of each image, a key column.</summary>
    /// <value>Label.</value>
    public string LabelColumnName { get; init; } = ColumnNames.Label;

    /// <summary>Pixels normalised as the backbone wants them, a vector of float32 <c>[3, H, W]</c>, as <c>NormalizePixels</c> makes them.</summary>
    /// <value>Features.</value>
    public string FeatureColumnName { get; init; } = ColumnNames.Features;

    /// <summary>Told as the work goes on, on the threads that work.</summary>
    /// <value>null: nobody.</value>
    public IProgress<TransferProgress>? Progress { get; init; }

    /// <summary>Ends the work; see <see cref="TransferTrainer.Fit(Models.Data.LabeledImages, IProgress{TransferProgress}?, CancellationToken)"/>.</summary>
    /// <value>None.</value>
    public CancellationToken CancellationToken { get; init; }
}
