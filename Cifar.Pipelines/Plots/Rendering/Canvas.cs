namespace Cifar.Pipelines.Plots.Rendering;

/// <summary>Dots in memory, red, green, blue, alpha; always opaque.</summary>
internal sealed class Canvas
{
    private const int BytesADot = 4;

    private readonly byte[] pixels;

    public Canvas(int width, int height)
    {
        Width = width;
        Height = height;
        pixels = GC.AllocateUninitializedArray<byte>(checked(width * height * BytesADot));
        pixels.AsSpan().Fill(byte.MaxValue);
    }

    public int Width { get; }

    public int Height { get; }

    public ReadOnlySpan<byte> Pixels => pixels;

    public static Canvas Of(RgbPicture picture)
    {
        var canvas = new Canvas(picture.Width, picture.Height);
        var from = picture.Pixels.Span;
        for (int i = 0; i < picture.Width * picture.Height; i++)
        {
            from.Slice(3 * i, 3).CopyTo(canvas.pixels.AsSpan(BytesADot * i));
        }

        return canvas;
    }

    /// <summary>Mixes a colour into a dot.</summary>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="color">The colour.</param>
    /// <param name="coverage">Share of the dot that is covered, 0..1.</param>
    public void Blend(int x, int y, PlotColor color, double coverage)
    {
        double share = Math.Min(coverage, 1) * color.Opacity;
        var dot = pixels.AsSpan(((y * Width) + x) * BytesADot, 3);
        dot[0] = Mixed(dot[0], color.Red, share);
        dot[1] = Mixed(dot[1], color.Green, share);
        dot[2] = Mixed(dot[2], color.Blue, share);
    }

    private static byte Mixed(byte below, byte above, double share) => (byte)(below + ((above - below) * share) + 0.5);
}
