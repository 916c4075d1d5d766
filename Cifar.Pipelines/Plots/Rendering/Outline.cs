namespace Cifar.Pipelines.Plots.Rendering;

/// <summary>Closed polygons that are filled together: a dot is inside where they turn around it (non-zero winding).</summary>
internal sealed class Outline
{
    /// <summary>Sides of the polygons that are not level.</summary>
    public List<Edge> Edges { get; } = [];

    public void Polygon(ReadOnlySpan<PlotPoint> points)
    {
        for (int i = 0; i < points.Length; i++)
        {
            Side(points[i], points[i + 1 == points.Length ? 0 : i + 1]);
        }
    }

    public void Circle(PlotPoint center, double radius)
    {
        // So many corners that they are less than a twentieth of a dot off the circle.
        int corners = Math.Clamp((int)Math.Ceiling(Math.PI / Math.Acos(1 - Math.Min(0.05 / Math.Max(radius, 0.05), 1))), 6, 256);
        var points = new PlotPoint[corners];
        for (int i = 0; i < corners; i++)
        {
            var (sine, cosine) = Math.SinCos(Math.Tau * i / corners);
            points[i] = new(center.X + (radius * cosine), center.Y + (radius * sine));
        }

        Polygon(points);
    }

    /// <summary>A line of some width with flat ends. It turns the same way as <see cref="Circle"/>, so that both can overlap.</summary>
    public void Bar(PlotPoint from, PlotPoint to, double width)
    {
        double x = to.X - from.X, y = to.Y - from.Y, length = Math.Sqrt((x * x) + (y * y));
        if (length == 0)
        {
            return;
        }

        double aside = width / 2 / length, dx = -y * aside, dy = x * aside;
        Polygon([new(from.X - dx, from.Y - dy), new(to.X - dx, to.Y - dy), new(to.X + dx, to.Y + dy), new(from.X + dx, from.Y + dy)]);
    }

    private void Side(PlotPoint from, PlotPoint to)
    {
        if (from.Y < to.Y)
        {
            Edges.Add(new Edge(from.X, from.Y, to.X, to.Y, 1));
        }
        else if (from.Y > to.Y)
        {
            Edges.Add(new Edge(to.X, to.Y, from.X, from.Y, -1));
        }
    }

    /// <summary>A side from its upper to its lower end, and whether it was drawn downwards (1) or upwards (-1).</summary>
    internal readonly record struct Edge(double X0, double Y0, double X1, double Y1, int Winding)
    {
        public double At(double y) => X0 + ((X1 - X0) * (y - Y0) / (Y1 - Y0));
    }
}
