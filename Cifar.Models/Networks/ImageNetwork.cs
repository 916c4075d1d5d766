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

    /// <summary>Whether the network also takes images of other sizes than <see cref="Height"/> x <see cref="Width"/>, so that it can be trained on smaller ones first.</summary>
    /// <value>false unless a derived class says otherwise.</value>
    public virtual bool TakesOtherSizes => false;

    /// <summary>Sets weights that depend on the images; called once, before the first step of a training that starts from random weights.</summary>
    /// <param name="images">Some training images, float32 [n, 3, H, W], normalised, not augmented.</param>
    protected internal virtual void Prepare(Tensor images)
    {
    }

    /// <summary>Told before the first step of each epoch, so that what changes in the course of a training can; nothing unless a derived class says otherwise.</summary>
    /// <param name="epoch">The number of the epoch, from 1.</param>
    protected internal virtual void BeginEpoch(int epoch)
    {
    }
}
