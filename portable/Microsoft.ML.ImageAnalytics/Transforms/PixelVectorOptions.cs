using Microsoft.ML.ImageAnalytics.Images;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Transforms.Image;

/// <summary>How pixels lie in a vector, and the arithmetic between the two.</summary>
sealed class PixelVectorOptions
{
    internal PixelVectorOptions(ColorBits colors, ColorsOrder order, bool interleaved, float offset, float scale)
    {
        if ((colors & ColorBits.All) == 0 || (colors & ~ColorBits.All) != 0)
            throw new ArgumentOutOfRangeException(nameof(colors), colors, "A vector holds at least one of alpha, red, green and blue.");
        if (!Enum.IsDefined(order))
            throw new ArgumentOutOfRangeException(nameof(order), order, "There is no such order of colours.");
        if (!float.IsFinite(offset))
            throw new ArgumentOutOfRangeException(nameof(offset), offset, "The offset must be finite.");
        if (!float.IsFinite(scale) || scale == 0)
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be finite and not zero.");
        Layout = new ChannelLayout(colors, order, interleaved);
        Offset = offset;
        Scale = scale;
    }

    internal ChannelLayout Layout { get; }

    internal float Offset { get; }

    internal float Scale { get; }

    internal static PixelVectorOptions Load(ModelReader reader)
    {
        try
        {
            (var colors, var order) = ((ColorBits)reader.ReadByte(), (ColorsOrder)reader.ReadByte());
            return new PixelVectorOptions(colors, order, reader.ReadBoolean(), reader.ReadSingle(), reader.ReadSingle());
        }
        catch (ArgumentException reason)
        {
            throw new InvalidDataException(reason.Message, reason);
        }
    }

    internal void Save(ModelWriter writer)
    {
        writer.Write((byte)Layout.Colors);
        writer.Write((byte)Layout.Order);
        writer.Write(Layout.Interleaved);
        writer.Write(Offset);
        writer.Write(Scale);
    }
}
