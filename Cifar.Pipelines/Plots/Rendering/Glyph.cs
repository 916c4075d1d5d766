using System.Globalization;

namespace Cifar.Pipelines.Plots.Rendering;

/// <summary>A letter as the path of a pen.</summary>
/// <param name="Advance">How far the next letter is, in units of the font.</param>
/// <param name="Strokes">The path; y is 0 where letters stand and grows downwards.</param>
internal sealed record Glyph(double Advance, IReadOnlyList<PlotPoint[]> Strokes)
{
    /// <summary>Reads the notation of <see cref="StrokeFont"/>.</summary>
    public static Glyph Parse(double advance, string path) =>
        new(advance, [.. path.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Stroke)]);

    /// <summary>This letter with another one drawn over it.</summary>
    public Glyph With(Glyph other, double x, double y) =>
        this with { Strokes = [.. Strokes, .. other.Strokes.Select(stroke => Array.ConvertAll(stroke, point => new PlotPoint(point.X + x, point.Y + y)))] };

    private static PlotPoint[] Stroke(string text)
    {
        var points = new List<PlotPoint>();
        foreach (string token in text.Split(' '))
        {
            double[] n = [.. token.TrimStart('@').Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            if (n.Length == 2)
            {
                points.Add(new(n[0], n[1]));
                continue;
            }

            int steps = Math.Max(2, (int)Math.Ceiling(Math.Abs(n[5] - n[4]) / 15));
            for (int i = 0; i <= steps; i++)
            {
                var (sine, cosine) = Math.SinCos((n[4] + ((n[5] - n[4]) * i / steps)) * Math.PI / 180);
                points.Add(new(n[0] + (n[2] * cosine), n[1] + (n[3] * sine)));
            }
        }

        return [.. points];
    }
}
