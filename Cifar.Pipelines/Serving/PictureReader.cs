using Microsoft.ML.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>Decodes pictures of strangers: what they are and how large they get is read from their headers first.</summary>
internal static class PictureReader
{
    public static MLImage Decode(ReadOnlyMemory<byte> file, CifarClassifierOptions limits)
    {
        CheckBytes(file.Length, limits);
        if (file.IsEmpty)
        {
            throw new ImageRejectedException(ImageRejection.UnknownFormat, "The file is empty; there is no picture in it.");
        }

        var header = ImageHeader.Read(file.Span);
        if (header.Width == 0 || header.Height == 0)
        {
            throw new ImageRejectedException(ImageRejection.Damaged, $"The {header.Format} file says that its picture is {header.Width} x {header.Height} pixels: it is empty or damaged.");
        }

        if (header.Width * (double)header.Height > limits.MaximumPixels)
        {
            throw new ImageRejectedException(
                ImageRejection.TooManyPixels, $"The picture has {header.Width:N0} x {header.Height:N0} pixels; at most {limits.MaximumPixels / 1e6:0.######} million are allowed.");
        }

        try
        {
            // Array-backed memory is read where it lies.
            using var stream = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(file, out var segment)
                ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false, publiclyVisible: true)
                : new MemoryStream(file.ToArray(), 0, file.Length, writable: false, publiclyVisible: true);
            return MLImage.CreateFromStream(stream) ?? throw Damaged(header, inner: null);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or NotSupportedException or FormatException or InvalidDataException)
        {
            throw Damaged(header, error);
        }
    }

    public static void CheckBytes(long length, CifarClassifierOptions limits)
    {
        if (length > limits.MaximumBytes)
        {
            throw new ImageRejectedException(ImageRejection.TooManyBytes, $"The picture file is larger than {limits.MaximumBytes / 1048576.0:0.##} MB, the most that is allowed.");
        }
    }

    private static ImageRejectedException Damaged(ImageHeader header, Exception? inner) =>
        new(ImageRejection.Damaged, $"The {header.Format} picture is damaged or incomplete and cannot be read.", inner);
}
