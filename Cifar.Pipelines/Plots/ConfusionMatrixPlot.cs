using Cifar.Models.Data;
using Cifar.Pipelines.Plots.Axes;
using Cifar.Pipelines.Plots.Rendering;

namespace Cifar.Pipelines.Plots;

/// <summary>Which classes are taken for which: a grey square for each pair, black where all images of the true class go there; classes of a superclass lie together.</summary>
public static class ConfusionMatrixPlot
{
    private const double LargestSide = 700, NameSize = 11, Longest = 210;

    // Up to so many classes have their names and numbers written out.
    private const int Readable = 30;

    /// <summary>Draws the matrix.</summary>
    /// <param name="counts">Number of images for each true class (row) and predicted class (column).</param>
    /// <param name="labels">The classes.</param>
    /// <param name="bySuperclass">Whether classes are ordered by superclass, with lines between them; without superclasses the order stays.</param>
    /// <param name="title">What stands above the matrix.</param>
    /// <returns>The drawing. Shades follow the square root of the share of a row, so that rare confusions can be seen.</returns>
    /// <exception cref="ArgumentException">The matrix is not as large as the number of classes.</exception>
    public static Drawing Draw(IReadOnlyList<IReadOnlyList<double>> counts, ClassLabels labels, bool bySuperclass = true, string title = "Confusion matrix")
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(labels);
        int classes = labels.Fine.Count;
        if (counts.Count != classes || counts.Any(row => row.Count != classes))
        {
            throw new ArgumentException($"The matrix must have {classes} rows and columns, one for each class.", nameof(counts));
        }

        bool grouped = bySuperclass && labels.Coarse is not null && labels.CoarseOfFine is not null;
        int[] order = [.. grouped ? Enumerable.Range(0, classes).OrderBy(i => labels.CoarseOfFine![i]).ThenBy(i => i) : Enumerable.Range(0, classes)];
        double cell = Math.Floor(Math.Clamp(LargestSide / classes, 1, 48)), side = cell * classes;
        var bands = Bands(labels, order, grouped, cell);
        double names = bands.Select(band => Math.Min(Longest, Lettering.Width(band.Name, NameSize) * 1.1)).DefaultIfEmpty(0).Max();
        var area = new PlotArea(Math.Round(names + 40), 40, side, side);
        var drawing = new Drawing(area.Right + 92, area.Bottom + names + 44, title);
        drawing.Text(title, new(8, 22), new TextStyle { Size = ChartFrame.TitleSize, Bold = true });
        drawing.Picture(Shades(counts, order), area);
        if (classes <= Readable && cell >= 20)
        {
            Numbers(drawing, counts, order, area, cell);
        }

        Names(drawing, bands, area, lines: grouped);
        drawing.Rectangle(area, null, new Pen(Palette.Muted));
        drawing.Text("true class", new(15, area.Y + (side / 2)), new TextStyle { Anchor = TextAnchor.Middle, Angle = -90, Middle = true });
        drawing.Text("predicted class", new(area.X + (side / 2), drawing.Height - 12), new TextStyle { Anchor = TextAnchor.Middle });
        Scale(drawing, new(area.Right + 20, area.Y, 14, Math.Min(160, side)));
        return drawing;
    }

    // Names beside the matrix: of superclasses, or of classes where they fit.
    private static List<(string Name, double From, double To)> Bands(ClassLabels labels, int[] order, bool grouped, double cell)
    {
        var bands = new List<(string Name, double From, double To)>();
        for (int i = 0; i < order.Length; i++)
        {
            string name = grouped && order.Length > Readable ? labels.Coarse![labels.CoarseOfFine![order[i]]] : order.Length <= Readable ? labels.Fine[order[i]] : "";
            if (bands.Count > 0 && bands[^1].Name == name)
            {
                bands[^1] = bands[^1] with { To = (i + 1) * cell };
            }
            else
            {
                bands.Add((name, i * cell, (i + 1) * cell));
            }
        }

        return bands;
    }

    private static RgbPicture Shades(IReadOnlyList<IReadOnlyList<double>> counts, int[] order)
    {
        var pixels = new byte[order.Length * order.Length * 3];
        for (int i = 0; i < order.Length; i++)
        {
            double total = counts[order[i]].Sum();
            for (int j = 0; j < order.Length; j++)
            {
                pixels.AsSpan(((i * order.Length) + j) * 3, 3).Fill(Shade(total > 0 ? counts[order[i]][order[j]] / total : 0));
            }
        }

        return new RgbPicture(order.Length, order.Length, pixels);
    }

    private static byte Shade(double share) => (byte)Math.Round(255 * (1 - Math.Sqrt(Math.Clamp(share, 0, 1))));

    private static void Numbers(Drawing drawing, IReadOnlyList<IReadOnlyList<double>> counts, int[] order, PlotArea area, double cell)
    {
        for (int i = 0; i < order.Length; i++)
        {
            double total = counts[order[i]].Sum();
            for (int j = 0; j < order.Length; j++)
            {
                double count = counts[order[i]][order[j]];
                if (count != 0)
                {
                    var style = new TextStyle { Size = 10, Anchor = TextAnchor.Middle, Middle = true, Color = Shade(count / total) < 140 ? PlotColor.White : Palette.Ink };
                    drawing.Text(TickText.Short(count), new(area.X + ((j + 0.5) * cell), area.Y + ((i + 0.5) * cell)), style);
                }
            }
        }
    }

    private static void Names(Drawing drawing, List<(string Name, double From, double To)> bands, PlotArea area, bool lines)
    {
        foreach (var (name, from, to) in bands)
        {
            double middle = (from + to) / 2;
            string text = BarChart.Shorten(name, Longest, NameSize);
            drawing.Text(text, new(area.X - 6, area.Y + middle), new TextStyle { Size = NameSize, Anchor = TextAnchor.End, Middle = true });
            drawing.Text(text, new(area.X + middle, area.Bottom + 6), new TextStyle { Size = NameSize, Anchor = TextAnchor.End, Middle = true, Angle = -90 });
            if (lines && from > 0)
            {
                var pen = new Pen(Palette.Series[0] with { Opacity = 0.45 }, 0.8);
                drawing.Line(new(area.X + from, area.Y), new(area.X + from, area.Bottom), pen);
                drawing.Line(new(area.X, area.Y + from), new(area.Right, area.Y + from), pen);
            }
        }
    }

    private static void Scale(Drawing drawing, PlotArea area)
    {
        const int Steps = 64;
        var pixels = new byte[Steps * 3];
        for (int i = 0; i < Steps; i++)
        {
            pixels.AsSpan(i * 3, 3).Fill(Shade(Share(i + 0.5)));
        }

        drawing.Picture(new RgbPicture(1, Steps, pixels), area);
        drawing.Rectangle(area, null, new Pen(Palette.Muted));
        foreach (double share in new[] { 0, 0.05, 0.25, 0.5, 1 })
        {
            drawing.Text(TickText.Of(share, 0.05, AxisUnit.Percent), new(area.Right + 6, area.Bottom - (Math.Sqrt(share) * area.Height)), new TextStyle { Size = 10.5, Middle = true, Color = Palette.Muted });
        }

        static double Share(double step) => Math.Pow(1 - (step / Steps), 2);
    }
}
