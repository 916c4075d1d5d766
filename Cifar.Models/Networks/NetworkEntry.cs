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
}
