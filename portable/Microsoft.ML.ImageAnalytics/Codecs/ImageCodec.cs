using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.ImageAnalytics.Codecs;

enum ImageFileFormat { Unknown = 0, Png = 1, Jpeg = 2, WebP = 3, Gif = 4, Bmp = 5 }

/// <summary>8-bit R, G, B, A, alpha not premultiplied, rows from the top.</summary>
readonly record struct DecodedImage(ImageFileFormat Format, int Width, int Height, byte[] Rgba);

/// <summary>Image files to pixels and back. Content that cannot be read or written is an <see cref="InvalidDataException"/> that says why.</summary>
static unsafe class ImageCodec
{
    const int ErrorSize = 256;

    /// <summary>The most pixels that are decoded: 25 million, or the number (long) that the app context data "MlNetCifar.Images.MaxPixels" holds.</summary>
    internal static long MaxPixels =>
        AppContext.GetData("MlNetCifar.Images.MaxPixels") switch
        {
            long number when number > 0 => number,
            int number when number > 0 => number,
            string text when long.TryParse(text, out long number) && number > 0 => number,
            _ => 25_000_000,
        };

    internal static DecodedImage Decode(ReadOnlySpan<byte> file)
    {
        byte* error = stackalloc byte[ErrorSize];
        NativeCodecs.NativeImage image;
        fixed (byte* bytes = file)
            if (NativeCodecs.Decode(bytes, (nuint)file.Length, MaxPixels, &image, error, ErrorSize) != 0)
                throw Failure(error);
        try
        {
            byte[] rgba = GC.AllocateUninitializedArray<byte>(checked(image.Width * image.Height * 4));
            new ReadOnlySpan<byte>(image.Pixels, rgba.Length).CopyTo(rgba);
            return new DecodedImage((ImageFileFormat)image.Format, image.Width, image.Height, rgba);
        }
        finally
        {
            NativeCodecs.Free(image.Pixels);
        }
    }

    /// <summary>Format and size from the header alone.</summary>
    internal static (ImageFileFormat Format, int Width, int Height) Probe(ReadOnlySpan<byte> file)
    {
        byte* error = stackalloc byte[ErrorSize];
        NativeCodecs.NativeImage image;
        fixed (byte* bytes = file)
            if (NativeCodecs.Probe(bytes, (nuint)file.Length, &image, error, ErrorSize) != 0)
                throw Failure(error);
        return ((ImageFileFormat)image.Format, image.Width, image.Height);
    }

    internal static byte[] Encode(ImageFileFormat format, int quality, ReadOnlySpan<byte> pixels, MLPixelFormat order, int width, int height)
    {
        byte* error = stackalloc byte[ErrorSize];
        byte* encoded;
        nuint length;
        fixed (byte* source = pixels)
            if (NativeCodecs.Encode((int)format, quality, source, (int)order, width, height, &encoded, &length, error, ErrorSize) != 0)
                throw Failure(error);
        try
        {
            return new ReadOnlySpan<byte>(encoded, checked((int)length)).ToArray();
        }
        finally
        {
            NativeCodecs.Free(encoded);
        }
    }

    static InvalidDataException Failure(byte* error) => new(Marshal.PtrToStringUTF8((nint)error)!.TrimEnd('.'));
}
