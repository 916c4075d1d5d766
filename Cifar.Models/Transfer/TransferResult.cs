using Cifar.Models.Onnx;

namespace Cifar.Models.Transfer;

/// <summary>What a transfer returns.</summary>
public sealed class TransferResult : IDisposable
{
    internal TransferResult(TransferNetwork network, ModelDescription description, FeatureSet features, double headSeconds, string headSetting, double? frozenAccuracy, IReadOnlyList<FineTuneEpoch> fineTuning, double fineTuneSeconds)
    {
        Network = network;
        Parameters = network.CountParameters();
        Description = description;
        FeatureSeconds = features.Seconds;
        ComputedImages = features.Computed;
        HeadSeconds = headSeconds;
        HeadSetting = headSetting;
        FrozenAccuracy = frozenAccuracy;
        FineTuning = fineTuning;
        FineTuneSeconds = fineTuneSeconds;
    }

    /// <summary>The classifier, in evaluation mode; disposed with this object.</summary>
    public TransferNetwork Network { get; }

    /// <summary>Number of weights of the network; it can still be asked for when the network is disposed.</summary>
    public long Parameters { get; }

    /// <summary>Labels, preprocessing and training, for the model's metadata.</summary>
    public ModelDescription Description { get; }

    /// <summary>Time for features; little when they came from the cache.</summary>
    public double FeatureSeconds { get; }

    /// <summary>Images whose features were not in the cache.</summary>
    public int ComputedImages { get; }

    /// <summary>Time for the head.</summary>
    public double HeadSeconds { get; }

    /// <summary>What was chosen for the head, for people.</summary>
    public string HeadSetting { get; }

    /// <summary>Accuracy on the held-out images with the backbone as it was; null without any.</summary>
    public double? FrozenAccuracy { get; }

    /// <summary>Epochs of fine-tuning; none where nothing was unfrozen.</summary>
    public IReadOnlyList<FineTuneEpoch> FineTuning { get; }

    /// <summary>Time for fine-tuning, activations included.</summary>
    public double FineTuneSeconds { get; }

    /// <summary>The model as one ONNX file: pixels in, normalisation, resizing, backbone and head inside, logits and probabilities out.</summary>
    /// <returns>The bytes of the file.</returns>
    public byte[] ToOnnx() => OnnxExport.Export(Network, Description);

    /// <summary>Frees the network's native memory.</summary>
    public void Dispose() => Network.Dispose();
}
