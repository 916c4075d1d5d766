using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.ImageAnalytics.Images;

/// <summary>Vectors to pixels in the order B, G, R, A: byte = value * scale - offset.</summary>
/// <remarks>
/// Without scale and offset the fraction is cut off, with them the result is rounded, halves to even; what lies outside 0 to 255 wraps around.
/// A scaled vector without alpha makes transparent pixels, whatever the default for alpha. All of this is what the API this one follows does.
/// </remarks>
sealed class PixelAssembly(PixelVectorOptions options, DefaultColor defaults)
{
    readonly ChannelLayout _layout = options.Layout;
    readonly int[] _targets = options.Layout.OffsetsInPixel(red: 2, green: 1, blue: 0);
    readonly bool _scaled = options.Offset != 0 || options.Scale != 1;

    internal void FromFloats(ReadOnlySpan<float> values, Span<byte> pixels)
    {
        FillDefaults(pixels, _scaled);
        int plane = pixels.Length / 4;
        (int step, int next) = _layout.Interleaved ? (_layout.Count, 1) : (1, plane);
        for (int i = 0; i < _targets.Length; i++)
            for (int from = i * next, to = _targets[i]; to < pixels.Length; from += step, to += 4)
                pixels[to] = ToByte(values[from], _scaled);
    }

    /// <summary>Bytes are taken as they are, without scale and offset.</summary>
    internal void FromBytes(ReadOnlySpan<byte> values, Span<byte> pixels)
    {
        FillDefaults(pixels, scaled: false);
        int plane = pixels.Length / 4;
        (int step, int next) = _layout.Interleaved ? (_layout.Count, 1) : (1, plane);
        for (int i = 0; i < _targets.Length; i++)
            for (int from = i * next, to = _targets[i]; to < pixels.Length; from += step, to += 4)
                pixels[to] = values[from];
    }

    void FillDefaults(Span<byte> pixels, bool scaled)
    {
        if (_layout.Colors == ColorBits.All)
            return;
        (byte red, byte green, byte blue) = (ToByte(defaults.Red, scaled), ToByte(defaults.Green, scaled), ToByte(defaults.Blue, scaled));
        byte alpha = scaled ? (byte)0 : ToByte(defaults.Alpha, scaled: false);
        for (int i = 0; i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = (blue, green, red, alpha);
    }

    byte ToByte(float value, bool scaled) =>
        unchecked((byte)(int)(scaled ? MathF.Round(value * options.Scale - options.Offset) : value));
}
