using Cifar.Models.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Networks;

/// <summary>A network that can be asked for by name.</summary>
/// <param name="Name">The name, in lower case with hyphens.</param>
/// <param name="Reference">What the network is and where it is from.</param>
/// <param name="Recipe">How it is trained unless told otherwise.</param>
/// <param name="Create">Makes one from the number of classes, height and width of the images; random weights from TorchSharp's current seed.</param>
public sealed record NetworkEntry(string Name, string Reference, TrainingRecipe Recipe, Func<int, int, int, ImageNetwork> Create)
{
    /// <summary>Makes one with more or fewer channels: as <see cref="Create"/>, and the factor on the channels.</summary>
    /// <value>null where the network has no such factor.</value>
    public Func<int, int, int, double, ImageNetwork>? CreateScaled { get; init; }

    /// <summary>How large the network is for 32x32 images of 100 classes.</summary>
    /// <value>null where it has not been written down; <see cref="Measure"/> then tells.</value>
    public NetworkSize? Size { get; init; }

    /// <summary>Whether <see cref="NetworkSettings.Width"/> can be other than 1.</summary>
    public bool HasWidth => CreateScaled is not null;

    /// <summary>Makes a network with random weights from TorchSharp's current seed.</summary>
    /// <param name="settings">Heads and width.</param>
    /// <param name="labels">The classes, with superclasses where <see cref="NetworkHeads.FineAndCoarse"/> is wanted.</param>
    /// <param name="height">Rows of an image in pixels.</param>
    /// <param name="width">Columns of an image in pixels.</param>
    /// <returns>The network, in training mode; dispose it after use.</returns>
    /// <exception cref="ArgumentException">There are no superclasses and they are wanted, the network has no width, or it cannot take images of that size.</exception>
    public ImageNetwork Build(NetworkSettings settings, ClassLabels labels, int height = 32, int width = 32)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Build(settings, labels.Fine.Count, labels.CoarseOfFine, height, width);
    }

    /// <summary>Makes a network with random weights from TorchSharp's current seed.</summary>
    /// <param name="settings">Heads and width.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="coarseOfFine">For each class the index of its superclass; needed for <see cref="NetworkHeads.FineAndCoarse"/> only.</param>
    /// <param name="height">Rows of an image in pixels.</param>
    /// <param name="width">Columns of an image in pixels.</param>
    /// <returns>The network, in training mode; dispose it after use.</returns>
    /// <exception cref="ArgumentException">There are no superclasses and they are wanted, the network has no width, or it cannot take images of that size.</exception>
    public ImageNetwork Build(NetworkSettings settings, int classes, IReadOnlyList<int>? coarseOfFine, int height = 32, int width = 32)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Heads == NetworkHeads.Fine)
        {
            return Scaled(settings.Width, classes, height, width);
        }

        if (coarseOfFine is null)
        {
            throw new ArgumentException(
                $"The heads are '{settings.Heads.ToText()}', but these images have no superclasses. Use '{NetworkHeads.Fine.ToText()}', or give the superclass of each class.");
        }

        int superclasses = HierarchicalNetwork.CountSuperclasses(coarseOfFine);
        ImageNetwork inner = Scaled(settings.Width, classes + superclasses, height, width);
        return new HierarchicalNetwork(inner, coarseOfFine);
    }

    /// <summary>Number of trainable weights; makes a network to count them.</summary>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels.</param>
    /// <param name="width">Columns of an image in pixels.</param>
    /// <returns>The sum of the sizes of all parameters.</returns>
    public long CountParameters(int classes = 100, int height = 32, int width = 32)
    {
        using DisposeScope scope = NewDisposeScope();
        using ImageNetwork network = Create(classes, height, width);
        return network.CountParameters();
    }

    /// <summary>How large the network is for 32x32 images of 100 classes; makes one to count where that has not been written down.</summary>
    /// <returns>Trainable weights, and multiply-adds of an image.</returns>
    public NetworkSize Measure()
    {
        if (Size is { } known)
        {
            return known;
        }

        using DisposeScope scope = NewDisposeScope();
        using ImageNetwork network = Create(100, 32, 32);
        NetworkSummary summary = NetworkSummary.Of(network);
        return new(summary.Parameters, summary.MultiplyAdds);
    }

    private ImageNetwork Scaled(double factor, int classes, int height, int width)
    {
        if (factor == 1)
        {
            return Create(classes, height, width);
        }

        return CreateScaled?.Invoke(classes, height, width, factor) ?? throw new ArgumentException(
            $"{Name} has no width that could be {factor}. Networks with a width: {string.Join(", ", NetworkCatalog.Entries.Where(entry => entry.HasWidth).Select(entry => entry.Name))}.");
    }
}
