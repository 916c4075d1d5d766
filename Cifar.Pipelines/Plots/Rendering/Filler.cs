namespace Cifar.Pipelines.Plots.Rendering;

/// <summary>Fills outlines, edges smoothed: sixteen lines a row of dots, along which coverage is exact.</summary>
internal sealed class Filler(Canvas canvas)
{
    private const int LinesARow = 16;

    private readonly double[] coverage = new double[canvas.Width];
    private readonly List<(double X, int Winding)> crossings = [];
    private readonly List<Outline.Edge> active = [];

    /// <summary>Fills an outline given in dots.</summary>
    /// <param name="outline">The outline.</param>
    /// <param name="color">The colour.</param>
    /// <param name="clip">What may be filled, in dots.</param>
    public void Fill(Outline outline, PlotColor color, PlotArea clip)
    {
        var edges = outline.Edges;
        if (edges.Count == 0)
        {
            return;
        }

        edges.Sort((a, b) => a.Y0.CompareTo(b.Y0));
        double left = Math.Max(clip.X, 0), right = Math.Min(clip.Right, canvas.Width);
        double top = Math.Max(clip.Y, 0), bottom = Math.Min(clip.Bottom, canvas.Height);
        int first = (int)Math.Floor(Math.Max(edges[0].Y0, top)), last = (int)Math.Ceiling(Math.Min(edges.Max(edge => edge.Y1), bottom));
        int next = 0;
        active.Clear();
        for (int row = first; row < last; row++)
        {
            while (next < edges.Count && edges[next].Y0 < row + 1)
            {
                active.Add(edges[next++]);
            }

            active.RemoveAll(edge => edge.Y1 <= row);
            int from = canvas.Width, to = 0;
            for (int line = 0; line < LinesARow; line++)
            {
                double y = row + ((line + 0.5) / LinesARow);
                if (y >= top && y < bottom)
                {
                    Cross(y, left, right, ref from, ref to);
                }
            }

            for (int x = from; x < to; x++)
            {
                if (coverage[x] > 0)
                {
                    canvas.Blend(x, row, color, coverage[x]);
                    coverage[x] = 0;
                }
            }
        }
    }

    private void Cross(double y, double left, double right, ref int from, ref int to)
    {
        crossings.Clear();
        foreach (var edge in active)
        {
            if (edge.Y0 <= y && y < edge.Y1)
            {
                crossings.Add((edge.At(y), edge.Winding));
            }
        }

        crossings.Sort((a, b) => a.X.CompareTo(b.X));
        int winding = 0;
        for (int i = 0; i + 1 < crossings.Count; i++)
        {
            winding += crossings[i].Winding;
            double start = Math.Max(crossings[i].X, left), end = Math.Min(crossings[i + 1].X, right);
            if (winding != 0 && start < end)
            {
                from = Math.Min(from, (int)start);
                to = Math.Max(to, Math.Min((int)end + 1, canvas.Width));
                Cover(start, end);
            }
        }
    }

    private void Cover(double start, double end)
    {
        const double Share = 1.0 / LinesARow;
        int first = (int)start, last = (int)end;
        if (first == last)
        {
            coverage[first] += (end - start) * Share;
            return;
        }

        coverage[first] += (first + 1 - start) * Share;
        for (int x = first + 1; x < last; x++)
        {
            coverage[x] += Share;
        }

        if (last < canvas.Width)
        {
            coverage[last] += (end - last) * Share;
        }
    }
}
