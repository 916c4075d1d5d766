using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Explanation;

/// <summary>Gradient-weighted class activation maps (Selvaraju and others 2017, arXiv:1610.02391).</summary>
/// <remarks>
/// Each of the last feature maps is weighted with the mean gradient of the class's logit over its places; the sum, where it is positive, is what speaks for the class.
/// Weights, gradients and mode of a network are left as they were. Not for several threads at once.
/// </remarks>
public sealed class GradCam : IDisposable
{
    private readonly IGradCamNetwork network;

    private GradCam(IGradCamNetwork network) => this.network = network;

    /// <summary>Explains a network that is in memory.</summary>
    /// <param name="network">The network; not disposed by this object.</param>
    /// <param name="layer">A layer of it that makes maps [N, C, h, w] and is run by <c>call</c>; null for the last one that does before the final pooling.</param>
    /// <returns>The explainer.</returns>
    /// <exception cref="ArgumentException">The network makes no maps, or the layer is none of its own.</exception>
    public static GradCam Of(ImageNetwork network, nn.Module<Tensor, Tensor>? layer = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new(new HookedNetwork(network, layer));
    }

    /// <summary>Explains a network from an ONNX file: one of this library, from pixels, or any backbone that can be imported.</summary>
    /// <param name="model">The bytes of the file.</param>
    /// <param name="options">Size and output; null for the file's own (<c>logits</c> where there are several).</param>
    /// <returns>The explainer; dispose it after use.</returns>
    /// <exception cref="ModelFormatException">The bytes are no ONNX file, or damaged.</exception>
    /// <exception cref="BackboneException">The network cannot be imported, or makes no maps.</exception>
    public static GradCam Load(byte[] model, OnnxModuleOptions? options = null) => new(new ImportedNetwork(OnnxFeatureMaps.Load(model, options)));

    /// <summary>As <see cref="Load(byte[], OnnxModuleOptions?)"/>, from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Size and output; null for the file's own.</param>
    /// <returns>The explainer; dispose it after use.</returns>
    /// <exception cref="ModelFormatException">The file is no ONNX file, or damaged.</exception>
    /// <exception cref="BackboneException">The network cannot be imported, or makes no maps.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static GradCam Load(string path, OnnxModuleOptions? options = null) => new(new ImportedNetwork(OnnxFeatureMaps.Load(path, options)));

    /// <summary>Rows of an image.</summary>
    public int Height => network.Height;

    /// <summary>Columns of an image.</summary>
    public int Width => network.Width;

    /// <summary>Explains one image.</summary>
    /// <param name="image">[3, Height, Width], as the network takes it: pixels 0..255 for files with the preprocessing inside, normalised for others.</param>
    /// <param name="label">Number of the class; null for the one with the greatest logit.</param>
    /// <returns>The map at the size of the image. Its peak is in logits times activation.</returns>
    /// <exception cref="ArgumentException">The image has another size, or there is no such class.</exception>
    public HeatMap Explain(ReadOnlySpan<float> image, int? label = null)
    {
        if (image.Length != PixelNormalization.Channels * Height * Width)
        {
            throw new ArgumentException($"The image has {image.Length:N0} values; {PixelNormalization.Channels} x {Height} x {Width} are needed.", nameof(image));
        }

        using DisposeScope scope = NewDisposeScope();
        var (maps, logits) = network.Run(tensor(image.ToArray(), [1, PixelNormalization.Channels, Height, Width]));
        long classes = logits.shape[1];
        if (label < 0 || label >= classes)
        {
            throw new ArgumentException($"There is no class {label}; they are 0 to {classes - 1}.", nameof(label));
        }

        long target = label ?? logits.argmax(1).item<long>();
        Tensor gradient = autograd.grad([logits[0, target]], [maps])[0];
        using IDisposable mode = no_grad();
        Tensor sum = (gradient.mean([2, 3], keepdim: true) * maps).sum(1, keepdim: true).relu();
        Tensor sized = nn.functional.interpolate(sum, [Height, Width], mode: InterpolationMode.Bilinear, align_corners: false);
        return new HeatMap(Height, Width, sized.cpu().contiguous().data<float>().ToArray());
    }

    /// <summary>Frees what was loaded.</summary>
    public void Dispose() => network.Dispose();
}
