using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines;

/// <summary>One picture for a <c>PredictionEngine</c>. The model brings it to its own size, sharpens and normalises it.</summary>
/// <remarks>Not thread-safe. Dispose it to free the picture at once.</remarks>
public sealed class ImageInput : IDisposable
{
    /// <summary>The picture, of any size.</summary>
    [ImageType]
    public MLImage Image { get; set; } = null!;

    /// <summary>Reads a picture from a file.</summary>
    /// <param name="path">A PNG, JPEG, WebP, BMP or GIF file.</param>
    /// <returns>The picture, decoded.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">The file holds no picture that can be read.</exception>
    public static ImageInput FromFile(string path) => new() { Image = MLImage.CreateFromFile(path) };

    /// <summary>Reads a picture from a stream.</summary>
    /// <param name="stream">The bytes of a PNG, JPEG, WebP, BMP or GIF file, from the current position.</param>
    /// <returns>The picture, decoded.</returns>
    /// <exception cref="ArgumentException">The stream holds no picture that can be read.</exception>
    public static ImageInput FromStream(Stream stream) => new() { Image = MLImage.CreateFromStream(stream) };

    /// <summary>Frees the picture.</summary>
    public void Dispose() => Image?.Dispose();
}
