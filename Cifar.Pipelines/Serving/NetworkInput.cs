using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Serving;

/// <summary>A picture as a network sees it, before its numbers are normalised.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Pixels">Planar RGB bytes [3, Height, Width].</param>
/// <param name="Sharpened">Whether the model sharpens pictures, and so these pixels are sharpened.</param>
public sealed record NetworkInput(int Height, int Width, ReadOnlyMemory<byte> Pixels, bool Sharpened)
{
    internal static NetworkInput Create(ReadOnlySpan<byte> resized, ModelDescription description)
    {
        var kernel = description.Preprocessing.Sharpening;
        var pixels = kernel is null ? resized.ToArray() : kernel.Apply(resized.ToArray(), description.Height, description.Width);
        return new NetworkInput(description.Height, description.Width, pixels, kernel is not null);
    }

    /// <summary>The picture as a PNG file.</summary>
    /// <returns>The bytes of the file, 8-bit RGB.</returns>
    public byte[] ToPng() => PngFile.Encode(Pixels.Span, Height, Width);
}
