using static TorchSharp.torch;

namespace Cifar.Models.Training.Checkpoints;

/// <summary>Names of the tensors of a checkpoint: a prefix for each part of the training.</summary>
internal static class CheckpointTensors
{
    /// <summary>Weights and running statistics as the next step finds them, under the names of the state dictionary.</summary>
    public const string Network = "network.";

    /// <summary>Their moving average.</summary>
    public const string Average = "average.";

    /// <summary>The best weights so far.</summary>
    public const string Best = "best.";

    /// <summary>State of the optimiser.</summary>
    public const string Optimizer = "optimizer.";

    /// <summary>State of libtorch's default generator, uint8.</summary>
    public const string RandomState = "random.cpu";

    /// <summary>Order of the images in the current epoch, int64.</summary>
    public const string Order = "order";

    /// <summary>Puts a part under its prefix.</summary>
    public static void Add(this IDictionary<string, Tensor> tensors, string prefix, IEnumerable<KeyValuePair<string, Tensor>> part)
    {
        foreach (var (name, tensor) in part)
        {
            tensors.Add(prefix + name, tensor);
        }
    }

    /// <summary>A part, without its prefix.</summary>
    public static Dictionary<string, Tensor> Part(this IReadOnlyDictionary<string, Tensor> tensors, string prefix) =>
        tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);

    /// <summary>Which weights a training would deliver at this point: the average, else those of the network; no prefix in a file of weights alone.</summary>
    public static string DeliveredPrefix(IEnumerable<string> names)
    {
        bool network = false;
        foreach (string name in names)
        {
            if (name.StartsWith(Average, StringComparison.Ordinal))
            {
                return Average;
            }

            network |= name.StartsWith(Network, StringComparison.Ordinal);
        }

        return network ? Network : "";
    }
}
