using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.ImageAnalytics.Codecs;
using Microsoft.ML.ImageAnalytics.Images;

namespace Microsoft.ML.Data;

/// <summary>An image in memory, four bytes a pixel, colours multiplied by alpha.</summary>
/// <remarks>The pixels are ordinary managed memory, so an image that nobody disposes is collected like anything else.</remarks>
public sealed class MLImage : IDisposable
{
    readonly int _width;
    readonly int _height;
    readonly MLPixelFormat _format;
    byte[]? _pixels;
    string? _tag;

    /// <summary>Takes the array as it is.</summary>
    internal MLImage(int width, int height, MLPixelFormat format, byte[] pixels)
    {
        _width = width;
        _height = height;
        _format = format;
        _pixels = pixels;
    }

    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        try
        {
            return imageStream is MemoryStream memory && memory.TryGetBuffer(out ArraySegment<byte> buffer)
                ? Decode(Rest(memory, buffer))
                : Decode(ImageFile.Read(imageStream));
        }
        catch (InvalidDataException reason)
        {
            throw new ArgumentException($"The stream holds no image that can be read: {reason.Message}.", nameof(imageStream), reason);
        }
    }

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        try
        {
            return Decode(ImageFile.Read(imagePath));
        }
        catch (InvalidDataException reason)
        {
            throw new ArgumentException($"'{imagePath}' is no image that can be read: {reason.Message}.", nameof(imagePath), reason);
        }
    }

    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException($"The pixel format must be Bgra32 or Rgba32, not {pixelFormat}.", nameof(pixelFormat));
        if (width <= 0)
            throw new ArgumentException($"The width must be positive, not {width}.", nameof(width));
        if (height <= 0)
            throw new ArgumentException($"The height must be positive, not {height}.", nameof(height));
        if (imagePixelData.Length != (long)width * height * 4)
            throw new ArgumentException($"{width} x {height} pixels do not take {imagePixelData.Length} bytes; it is 4 a pixel.", nameof(imagePixelData));
        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray());
    }

    public MLPixelFormat PixelFormat
    {
        get
        {
            CheckDisposed();
            return _format;
        }
    }

    /// <summary>A new array of B, G, R a pixel, without alpha and not multiplied by it.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "The member is part of the API this one follows.")]
    public byte[] GetBGRPixels => PixelConversions.ToBgr(Pixels, _format);

    public ReadOnlySpan<byte> Pixels
    {
        get
        {
            CheckDisposed();
            return _pixels;
        }
    }

    /// <summary>What the owner wants to remember about the image; the loading transformer puts the path here.</summary>
    public string Tag
    {
        get
        {
            CheckDisposed();
            return _tag!;
        }
        set
        {
            CheckDisposed();
            _tag = value;
        }
    }

    public int Width
    {
        get
        {
            CheckDisposed();
            return _width;
        }
    }

    public int Height
    {
        get
        {
            CheckDisposed();
            return _height;
        }
    }

    public int BitsPerPixel
    {
        get
        {
            CheckDisposed();
            return 32;
        }
    }

    /// <summary>Writes a PNG, JPEG or WebP file, as the extension says. A file of that name is replaced once the new one is complete.</summary>
    public void Save(string imagePath)
    {
        CheckDisposed();
        ArgumentNullException.ThrowIfNull(imagePath);
        ImageFileFormat format = Path.GetExtension(imagePath).ToUpperInvariant() switch
        {
            ".PNG" => ImageFileFormat.Png,
            ".JPG" or ".JPEG" => ImageFileFormat.Jpeg,
            ".WEBP" => ImageFileFormat.WebP,
            string other => throw new ArgumentException($"An image can be saved as .png, .jpg, .jpeg or .webp, not as '{other}'.", nameof(imagePath)),
        };
        byte[] encoded;
        try
        {
            encoded = ImageCodec.Encode(format, quality: 100, PixelConversions.Unpremultiplied(Pixels), _format, _width, _height);
        }
        catch (InvalidDataException reason)
        {
            throw new ArgumentException($"The image cannot be saved as '{imagePath}': {reason.Message}.", nameof(imagePath), reason);
        }
        WriteWhole(imagePath, encoded);
    }

    public void Dispose() => _pixels = null;

    /// <summary>Decodes a file's bytes; what cannot be decoded is an <see cref="InvalidDataException"/>.</summary>
    internal static MLImage Decode(ReadOnlySpan<byte> file)
    {
        DecodedImage image = ImageCodec.Decode(file);
        PixelConversions.Premultiply(image.Rgba);
        return new MLImage(image.Width, image.Height, MLPixelFormat.Rgba32, image.Rgba);
    }

    static ReadOnlySpan<byte> Rest(MemoryStream stream, ArraySegment<byte> buffer)
    {
        int start = (int)Math.Min(stream.Position, buffer.Count);
        stream.Position = stream.Length;
        return buffer.AsSpan(start);
    }

    static void WriteWhole(string path, byte[] bytes)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    void CheckDisposed()
    {
        if (_pixels is null)
            throw new InvalidOperationException("The image has been disposed of.");
    }
}
