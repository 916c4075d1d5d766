using Cifar.Models.Networks;
using Cifar.Models.Onnx;

namespace Cifar.Models.Training;

/// <summary>What a training returns: the network with its best weights, in evaluation mode on the device it was trained on, and how it went.</summary>
public sealed class TrainedNetwork : IDisposable
{
    internal TrainedNetwork(ImageNetwork network, TrainingHistory history, TrainingSummary summary)
    {
        Network = network;
        History = history;
        Summary = summary;
    }

    /// <summary>The network; disposed with this object.</summary>
    public ImageNetwork Network { get; }

    /// <summary>The course of the training.</summary>
    public TrainingHistory History { get; }

    /// <summary>What goes into the model's metadata.</summary>
    public TrainingSummary Summary { get; }

    /// <summary>Whether the training was cancelled or stopped by an error before it was done; stopping early does not count.</summary>
    public bool Interrupted => Summary.Interrupted;

    /// <summary>Frees the network's native memory.</summary>
    public void Dispose() => Network.Dispose();
}
