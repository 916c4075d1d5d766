using Cifar.Models.Onnx;
using Microsoft.ML;

namespace Cifar.Pipelines.Transforms;

/// <summary>Image transforms for <c>mlContext.Transforms</c>. Each is an estimator of its own, survives <c>Model.Save</c>, and is thread-safe once fitted.</summary>
public static class ImageTransformsCatalog
{
    /// <summary>Sharpens pictures by an unsharp mask: <c>pixel + amount * (pixel - blurred pixel)</c>, rounded to bytes.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">Where the sharpened pictures go; of the input's type.</param>
    /// <param name="inputColumnName">
    /// An image column, or planar RGB pixels 0..255 as a vector <c>[3, H, W]</c> of bytes or float32. Null: the output column, which is then replaced.
    /// </param>
    /// <param name="kernel">Null: the 5x5 binomial blur with amount 1, equal to OpenCV's <c>filter2D</c> bit for bit; see <see cref="SharpeningKernel.Default"/>.
    /// Others: <see cref="SharpeningKernel.FromGaussian"/>.</param>
    /// <returns>An estimator that learns nothing but the picture size.</returns>
    /// <remarks>Fitted on pictures of a known size it brings others to that size first (centre crop, as <c>ResizeImages</c> does).</remarks>
    /// <exception cref="ArgumentException">At <c>Fit</c>: the column is missing or holds no pictures.</exception>
    public static UnsharpMaskEstimator UnsharpMask(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, SharpeningKernel? kernel = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        return new UnsharpMaskEstimator(outputColumnName, inputColumnName ?? outputColumnName, kernel ?? SharpeningKernel.Default);
    }

    /// <summary>Turns pictures into network inputs of a given range: float32 <c>[3, H, W]</c>, planes in the order red, green, blue.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">Where the normalised pixels go.</param>
    /// <param name="inputColumnName">
    /// An image column of a known size (put <c>ResizeImages</c> before it where the size varies), or planar RGB pixels 0..255 as a vector <c>[3, H, W]</c>
    /// of bytes or float32. Null: the output column, which is then replaced.
    /// </param>
    /// <param name="range">The range of the result.</param>
    /// <returns>An estimator that learns nothing but the picture size.</returns>
    /// <exception cref="ArgumentException">At <c>Fit</c>: the column is missing, holds no pictures, or its size is not known.</exception>
    public static NormalizePixelsEstimator NormalizePixels(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, PixelRange range = PixelRange.MinusOneToOne) =>
        catalog.NormalizePixels(outputColumnName, inputColumnName, range switch
        {
            PixelRange.MinusOneToOne => PixelNormalization.MinusOneToOne,
            PixelRange.ZeroToOne => PixelNormalization.ZeroToOne,
            PixelRange.ZeroTo255 => PixelNormalization.None,
            _ => throw new ArgumentOutOfRangeException(nameof(range), range, $"{range} is no {nameof(PixelRange)}."),
        });

    /// <summary>Turns pictures into network inputs by an offset and a scale for each channel.</summary>
    /// <inheritdoc cref="NormalizePixels(TransformsCatalog, string, string?, PixelRange)"/>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">Where the normalised pixels go.</param>
    /// <param name="inputColumnName">See the other overload.</param>
    /// <param name="normalization">For example <see cref="PixelNormalization.Cifar100"/>, <see cref="PixelNormalization.ImageNet"/>, or
    /// <see cref="PixelNormalization.FromMeanAndDeviation"/>.</param>
    public static NormalizePixelsEstimator NormalizePixels(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, PixelNormalization normalization)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        ArgumentNullException.ThrowIfNull(normalization);
        return new NormalizePixelsEstimator(outputColumnName, inputColumnName ?? outputColumnName, normalization);
    }
}
