using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace Microsoft.ML.Transforms.Image;

/// <summary>The size to come to, and how.</summary>
sealed class ResizeOptions
{
    internal ResizeOptions(int imageWidth, int imageHeight, ResizingKind resizing, Anchor cropAnchor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imageWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imageHeight);
        if (!Enum.IsDefined(resizing))
            throw new ArgumentOutOfRangeException(nameof(resizing), resizing, "There is no such way of resizing.");
        if (!Enum.IsDefined(cropAnchor))
            throw new ArgumentOutOfRangeException(nameof(cropAnchor), cropAnchor, "There is no such anchor.");
        Type = new ImageDataViewType(imageHeight, imageWidth);
        Resizing = resizing;
        CropAnchor = cropAnchor;
    }

    internal ImageDataViewType Type { get; }

    internal ResizingKind Resizing { get; }

    internal Anchor CropAnchor { get; }

    internal static ResizeOptions Load(ModelReader reader)
    {
        try
        {
            return new ResizeOptions(reader.ReadInt32(), reader.ReadInt32(), (ResizingKind)reader.ReadByte(), (Anchor)reader.ReadByte());
        }
        catch (ArgumentException reason)
        {
            throw new InvalidDataException(reason.Message, reason);
        }
    }

    internal void Save(ModelWriter writer)
    {
        writer.Write(Type.Width);
        writer.Write(Type.Height);
        writer.Write((byte)Resizing);
        writer.Write((byte)CropAnchor);
    }
}
