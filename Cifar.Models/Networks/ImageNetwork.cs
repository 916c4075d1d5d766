using static TorchSharp.torch;

namespace Cifar.Models.Networks;

/// <summary>A network that classifies RGB images of one size.</summary>
/// <remarks>
/// <c>forward</c> takes float32 <c>[N, 3, H, W]</c>, normalised, in any memory layout, and returns float32 logits <c>[N, classes]</c>.
/// Derived classes assign their layers to fields, call <c>RegisterComponents()</c> at the end of the constructor, and implement
/// <see cref="Onnx.IOnnxLayer"/> so that they can be delivered.
/// </remarks>
public abstract class ImageNetwork : nn.Module<Tensor, Tensor>
{
    /// <summary>Sets what every network has.</summary>
    /// <param name="name">Name of the network, as <see cref="NetworkCatalog"/> spells it.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, at least 1.</param>
    /// <param name="width">Columns of an image in pixels, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    protected ImageNetwork(string name, int classes, int height, int width) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Name = name;
        Classes = classes;
        Height = height;
        Width = width;
    }

    /// <summary>Name of the network, as <see cref="NetworkCatalog"/> spells it.</summary>
    public string Name { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Rows of an image in pixels.</summary>
    public int Height { get; }

    /// <summary>Columns of an image in pixels.</summary>
    public int Width { get; }

    /// <summary>Number of trainable weights.</summary>
    /// <returns>The sum of the sizes of all parameters.</returns>
    public long CountParameters() => parameters().Sum(parameter => parameter.numel());
}
