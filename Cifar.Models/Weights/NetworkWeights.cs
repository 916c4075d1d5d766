using Cifar.Models.Networks;
using Cifar.Models.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Weights;

/// <summary>Weights of a network in a file of their own, for other programs and for a start that is not random.</summary>
public static class NetworkWeights
{
    private const int NamesShown = 8;

    // How many batches a normalisation has seen plays no part in what it computes; some files leave it out.
    private const string Counter = ".num_batches_tracked";

    /// <summary>Writes weights and running statistics as a safetensors file, under the names of the network's state dictionary.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written to.</exception>
    public static void SaveWeights(this ImageNetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeTensors.Write(path, network.state_dict(), new Dictionary<string, string>
        {
            ["network"] = network.Name,
            ["classes"] = $"{network.Classes}",
            ["height"] = $"{network.Height}",
            ["width"] = $"{network.Width}",
        });
    }

    /// <summary>Gives the network the weights and running statistics of a file: all of them or, when something is wrong, none.</summary>
    /// <param name="network">The network; stays on its device.</param>
    /// <param name="path">
    /// A safetensors file with the names of the network's state dictionary, or <c>last.json</c> or <c>best.json</c> of a training's checkpoints.
    /// Of <c>last.json</c> the averaged weights are taken where the training averages them. For <see cref="EfficientNetB0"/> and <see cref="Vgg16"/> the names of
    /// torchvision and of timm are known.
    /// </param>
    /// <exception cref="ArgumentException">The file holds weights of another network: the message says which are missing, unexpected, or of another shape or type.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static void LoadWeights(this ImageNetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using DisposeScope scope = NewDisposeScope();
        using SafeTensorsFile file = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? CheckpointFile.OpenWeights(path) : SafeTensors.Open(path);
        string prefix = CheckpointTensors.DeliveredPrefix(file.Tensors.Select(entry => entry.Name));
        var found = file.Tensors.Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Name[prefix.Length..]);
        if (network is IPublishedWeights published)
        {
            // A name that is taken stays as it is, and is told of as unexpected.
            found = found.GroupBy(pair => published.NameOf(pair.Key)).SelectMany(same => same.Select((pair, i) => (Name: i == 0 ? same.Key : pair.Key, pair.Value)))
                .ToDictionary(pair => pair.Name, pair => pair.Value);
        }

        Dictionary<string, Tensor> wanted = network.state_dict();
        CheckNames(network, path, wanted, found);

        var loaded = wanted.Keys.Where(found.ContainsKey).ToDictionary(name => name, name => file.Load(found[name].Name));
        using IDisposable mode = no_grad();
        foreach (var (name, tensor) in loaded)
        {
            wanted[name].copy_(tensor.reshape(wanted[name].shape));
        }
    }

    private static void CheckNames(ImageNetwork network, string path, Dictionary<string, Tensor> wanted, Dictionary<string, SafeTensor> found)
    {
        var complaints = new List<string>();
        Complain("missing", wanted.Keys.Where(name => !found.ContainsKey(name) && !name.EndsWith(Counter, StringComparison.Ordinal)));
        Complain("unexpected", found.Keys.Where(name => !wanted.ContainsKey(name)));
        Complain("of another shape or type", wanted.Where(pair => found.TryGetValue(pair.Key, out SafeTensor? entry) && !Fits(pair.Value, entry))
            .Select(pair => $"{pair.Key} ({Text(found[pair.Key].Type, found[pair.Key].Shape)} instead of {Text(pair.Value.dtype, pair.Value.shape)})"));
        if (complaints.Count > 0)
        {
            throw new ArgumentException(
                $"{path} does not hold the weights of {network.Name} for {network.Classes} classes and {network.Height} x {network.Width} images: {string.Join("; ", complaints)}.");
        }

        void Complain(string what, IEnumerable<string> names)
        {
            string[] all = [.. names];
            if (all.Length > 0)
            {
                string more = all.Length > NamesShown ? $" and {all.Length - NamesShown} more" : "";
                complaints.Add($"{what}: {string.Join(", ", all.Take(NamesShown))}{more}");
            }
        }
    }

    /// <summary>A linear layer may be written as a convolution over the whole map: the same numbers in the same order.</summary>
    private static bool Fits(Tensor tensor, SafeTensor entry)
    {
        long[] wanted = tensor.shape, there = [.. entry.Shape];
        bool same = wanted.AsSpan().SequenceEqual(there);
        bool isConvolution = wanted.Length == 2 && there.Length == 4 && wanted[0] == there[0] && wanted[1] == there[1] * there[2] * there[3];
        return tensor.dtype == entry.Type && (same || isConvolution);
    }

    private static string Text(ScalarType type, IEnumerable<long> shape) => $"{type} [{string.Join(", ", shape)}]";
}
