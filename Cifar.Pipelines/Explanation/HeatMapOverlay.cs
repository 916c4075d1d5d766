using Cifar.Pipelines.Data;
using Cifar.Pipelines.Plots;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Explanation;

/// <summary>Lays a heat map over a picture.</summary>
public static class HeatMapOverlay
{
    private const int Channels = 3, Side = 320, Margin = 12, Caption = 30, ScaleWidth = 14;

    // From dark blue over red to yellow: brightness grows with the value, so that it reads without colours as well.
    private static readonly PlotColor[] Stops = [new(0x14, 0x1b, 0x5c), new(0x6a, 0x1c, 0x81), new(0xc4, 0x36, 0x5b), new(0xf5, 0x7f, 0x2d), new(0xfd, 0xe8, 0x5c)];

    /// <summary>A picture with the map over it.</summary>
    /// <param name="picture">The picture, of any size.</param>
    /// <param name="map">The map; stretched over the picture.</param>
    /// <param name="opacity">How far the strongest places cover the picture, 0..1; weaker ones cover less.</param>
    /// <returns>A new picture of the same size; dispose it after use.</returns>
    public static MLImage Blend(MLImage picture, HeatMap map, double opacity = 0.6)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(map);
        return PlanarPixels.CreateImage(Planes(picture, map, opacity), picture.Height, picture.Width);
    }

    /// <summary>The picture, the picture with the map over it, and a scale, side by side with a line of text.</summary>
    /// <param name="picture">The picture, of any size.</param>
    /// <param name="explanation">What to show.</param>
    /// <param name="opacity">As in <see cref="Blend"/>.</param>
    /// <returns>The drawing.</returns>
    public static Drawing Draw(MLImage picture, ImageExplanation explanation, double opacity = 0.6)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(explanation);
        double scale = (double)Side / Math.Max(picture.Width, picture.Height), width = Math.Max(1, picture.Width * scale), height = Math.Max(1, picture.Height * scale);
        string text = FormattableString.Invariant($"{explanation.Label}, {100 * explanation.Probability:0.0} %; {Name(explanation.Method)}");
        var drawing = new Drawing((3 * Margin) + (2 * width) + ScaleWidth + 56, (2 * Margin) + Caption + height, text);
        drawing.Text(text, new(Margin, Margin + 16), new TextStyle { Size = 15, Bold = true });
        var left = new PlotArea(Margin, Margin + Caption, width, height);
        var right = left with { X = left.Right + Margin };
        var planes = new byte[Channels * picture.Width * picture.Height];
        PlanarPixels.Read(picture, planes);
        drawing.Picture(RgbPicture.FromPlanes(picture.Width, picture.Height, planes), left);

        // Small pictures are enlarged first, so that the map stays smooth over their pixels.
        int enlarged = Math.Max(1, (int)Math.Ceiling(scale));
        drawing.Picture(RgbPicture.FromPlanes(picture.Width * enlarged, picture.Height * enlarged, Planes(picture, explanation.Map, opacity, enlarged)), right);
        DrawScale(drawing, new(right.Right + Margin, right.Y, ScaleWidth, right.Height));
        return drawing;
    }

    private static byte[] Planes(MLImage picture, HeatMap map, double opacity, int enlarged = 1)
    {
        if (!(opacity is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(opacity), opacity, "The opacity must be 0 to 1.");
        }

        int width = picture.Width * enlarged, height = picture.Height * enlarged, area = width * height;
        var source = new byte[Channels * picture.Width * picture.Height];
        PlanarPixels.Read(picture, source);
        var planes = new byte[Channels * area];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                float value = map.At((y + 0.5) / height, (x + 0.5) / width);
                int at = (y * width) + x, from = (y / enlarged * picture.Width) + (x / enlarged);
                var pixel = new PlotColor(source[from], source[from + (source.Length / Channels)], source[from + (2 * source.Length / Channels)])
                    .Mix(Color(value), opacity * (0.35 + (0.65 * value)));
                (planes[at], planes[area + at], planes[(2 * area) + at]) = (pixel.Red, pixel.Green, pixel.Blue);
            }
        }

        return planes;
    }

    private static void DrawScale(Drawing drawing, PlotArea area)
    {
        const int Steps = 64;
        var pixels = new byte[Channels * Steps];
        for (int i = 0; i < Steps; i++)
        {
            var color = Color(1 - ((i + 0.5) / Steps));
            (pixels[Channels * i], pixels[(Channels * i) + 1], pixels[(Channels * i) + 2]) = (color.Red, color.Green, color.Blue);
        }

        drawing.Picture(new RgbPicture(1, Steps, pixels), area);
        drawing.Text("most", new(area.Right + 6, area.Y + 6), new TextStyle { Middle = true });
        drawing.Text("least", new(area.Right + 6, area.Bottom - 6), new TextStyle { Middle = true });
    }

    private static PlotColor Color(double value)
    {
        double place = Math.Clamp(value, 0, 1) * (Stops.Length - 1);
        int stop = Math.Min((int)place, Stops.Length - 2);
        return Stops[stop].Mix(Stops[stop + 1], place - stop);
    }

    private static string Name(ExplanationMethod method) => method == ExplanationMethod.GradCam ? "Grad-CAM" : "occlusion";
}
