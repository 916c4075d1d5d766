using Cifar.Pipelines.Plots.Axes;
using Cifar.Pipelines.Plots.Rendering;

namespace Cifar.Pipelines.Plots;

/// <summary>Accuracy against cost; the front joins the models than which no other one is both cheaper and better.</summary>
public static class ParetoPlot
{
    private const double Size = 11.5;

    /// <summary>Draws the plot.</summary>
    /// <param name="points">The models.</param>
    /// <param name="cost">What the cost is, with its unit; logarithmic unless told otherwise.</param>
    /// <param name="title">What stands above the plot.</param>
    /// <returns>The drawing.</returns>
    public static Drawing Draw(IReadOnlyList<ParetoPoint> points, ChartAxis cost, string title = "Accuracy against cost")
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(cost);
        var front = Front(points);
        var drawing = new Drawing(720, 460, title);
        var (best, others) = (Palette.Series[0], PlotColor.Gray(0x8a));
        var frame = ChartFrame.Draw(
            drawing,
            new(0, 0, 720, 460),
            title,
            cost,
            new ChartAxis("accuracy") { Unit = AxisUnit.Percent },
            new([.. points.Select(point => point.Cost)], [.. points.SelectMany(point => new[] { point.Accuracy - point.Deviation, point.Accuracy + point.Deviation })]),
            [new("no other model is both cheaper and better", best, LegendShape.Dot), new("other models", others, LegendShape.Dot)]);
        PlotPoint[] steps = [.. Steps([.. front.Select(At)])];
        drawing.Polyline(steps, new Pen(best with { Opacity = 0.55 }, 1.6) { Dash = [5, 4] });
        foreach (var point in points)
        {
            var (at, color) = (At(point), front.Contains(point) ? best : others);
            if (point.Deviation > 0)
            {
                drawing.Line(frame.At(new(point.Cost, point.Accuracy - point.Deviation)), frame.At(new(point.Cost, point.Accuracy + point.Deviation)), new Pen(color, 1.5));
            }

            drawing.Circle(at, 5.5, color, new Pen(PlotColor.White, 1.5));
        }

        var labels = new LabelPlaces(frame.Plot, [.. points.Select(At)], steps);
        foreach (var point in points)
        {
            string name = BarChart.Shorten(point.Name, 200, Size);
            var (place, anchor) = labels.Find(At(point), Lettering.Width(name, Size) * 1.1, Size);
            drawing.Text(name, place, new TextStyle { Size = Size, Anchor = anchor, Middle = true });
        }

        return drawing;

        PlotPoint At(ParetoPoint point) => frame.At(new(point.Cost, point.Accuracy));
    }

    private static List<ParetoPoint> Front(IReadOnlyList<ParetoPoint> points)
    {
        var front = new List<ParetoPoint>();
        foreach (var point in points.OrderBy(point => point.Cost).ThenByDescending(point => point.Accuracy))
        {
            if (front.Count == 0 || point.Accuracy > front[^1].Accuracy)
            {
                front.Add(point);
            }
        }

        return front;
    }

    // What can be had for some cost: stays level until the next model is affordable.
    private static IEnumerable<PlotPoint> Steps(PlotPoint[] points)
    {
        for (int i = 0; i < points.Length; i++)
        {
            if (i > 0)
            {
                yield return points[i] with { Y = points[i - 1].Y };
            }

            yield return points[i];
        }
    }
}
