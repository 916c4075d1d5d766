using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.ImageAnalytics.Images;

/// <summary>Which colours a pixel vector holds, in which order, one plane after the other or pixel by pixel.</summary>
sealed class ChannelLayout
{
    readonly ColorBits[] _channels;

    internal ChannelLayout(ColorBits colors, ColorsOrder order, bool interleaved)
    {
        Colors = colors;
        Order = order;
        Interleaved = interleaved;
        _channels = [.. order.ToString().Select(ColorOf).Where(color => (colors & color) != 0)];
    }

    internal ColorBits Colors { get; }

    internal ColorsOrder Order { get; }

    internal bool Interleaved { get; }

    /// <summary>The number of colours, 1 to 4.</summary>
    internal int Count => _channels.Length;

    /// <summary>For each channel of the vector, in its order: where the colour lies in a pixel whose red and blue lie there.</summary>
    internal int[] OffsetsInPixel(int red, int green, int blue) =>
        Array.ConvertAll(_channels, channel => channel switch { ColorBits.Red => red, ColorBits.Green => green, ColorBits.Blue => blue, _ => 3 });

    static ColorBits ColorOf(char letter) => letter switch { 'R' => ColorBits.Red, 'G' => ColorBits.Green, 'B' => ColorBits.Blue, _ => ColorBits.Alpha };
}
