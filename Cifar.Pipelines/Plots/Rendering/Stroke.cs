namespace Cifar.Pipelines.Plots.Rendering;

/// <summary>The outline of lines that have a width.</summary>
internal static class Stroke
{
    /// <summary>Connected lines, their corners rounded, their ends flat.</summary>
    /// <param name="points">The corners.</param>
    /// <param name="width">The width.</param>
    /// <param name="dash">Lengths of dashes and gaps; empty for unbroken lines.</param>
    /// <param name="closed">Whether the last point, equal to the first, is a corner too.</param>
    /// <returns>The outline.</returns>
    public static Outline Outline(ReadOnlySpan<PlotPoint> points, double width, double[] dash, bool closed)
    {
        var outline = new Outline();
        if (dash.Length == 0)
        {
            Add(outline, points, width, closed);
            return outline;
        }

        foreach (var piece in Pieces(points, dash))
        {
            Add(outline, piece, width, closed: false);
        }

        return outline;
    }

    private static void Add(Outline outline, ReadOnlySpan<PlotPoint> points, double width, bool closed)
    {
        for (int i = 0; i + 1 < points.Length; i++)
        {
            outline.Bar(points[i], points[i + 1], width);
            if ((i > 0 || closed) && width > 1)
            {
                outline.Circle(points[i], width / 2);
            }
        }
    }

    private static List<PlotPoint[]> Pieces(ReadOnlySpan<PlotPoint> points, double[] dash)
    {
        var pieces = new List<PlotPoint[]>();
        var piece = new List<PlotPoint>();
        int turn = 0;
        double rest = dash[0];
        for (int i = 0; i + 1 < points.Length; i++)
        {
            var (from, to) = (points[i], points[i + 1]);
            double length = Math.Sqrt(Math.Pow(to.X - from.X, 2) + Math.Pow(to.Y - from.Y, 2)), done = 0;
            while (done < length)
            {
                bool drawn = turn % 2 == 0;
                if (drawn && piece.Count == 0)
                {
                    piece.Add(Along(from, to, done / length));
                }

                double step = Math.Min(rest, length - done);
                done += step;
                rest -= step;
                if (drawn)
                {
                    piece.Add(Along(from, to, done / length));
                }

                if (rest <= 0)
                {
                    if (drawn)
                    {
                        pieces.Add([.. piece]);
                        piece.Clear();
                    }

                    rest = dash[++turn % dash.Length];
                }
            }
        }

        pieces.Add([.. piece]);
        return pieces;
    }

    private static PlotPoint Along(PlotPoint from, PlotPoint to, double share) => new(from.X + ((to.X - from.X) * share), from.Y + ((to.Y - from.Y) * share));
}
