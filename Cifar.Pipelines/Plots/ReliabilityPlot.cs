using Cifar.Pipelines.Plots.Axes;

namespace Cifar.Pipelines.Plots;

/// <summary>Whether a model is as often right as it says: accuracy over confidence, and how often each confidence occurs (Guo and others 2017, arXiv:1706.04599).</summary>
public static class ReliabilityPlot
{
    private const int Side = 460, Counts = 150;

    /// <summary>Draws the diagram.</summary>
    /// <param name="bins">Equal bins of confidence in order, the first from 0, the last to 1: number of images, their mean confidence and accuracy (0..1; not looked at for a bin without images).</param>
    /// <param name="expectedError">The expected calibration error, 0..1, written into the legend; null for none.</param>
    /// <param name="title">What stands above the diagram.</param>
    /// <returns>The drawing: accuracy above, numbers of images below.</returns>
    public static Drawing Draw(IReadOnlyList<(long Count, double Confidence, double Accuracy)> bins, double? expectedError = null, string title = "Reliability")
    {
        ArgumentNullException.ThrowIfNull(bins);
        string widest = bins.Any(bin => bin.Count > 9_999) ? "1,000,000" : "100 %";
        var confidence = new ChartAxis("confidence") { Unit = AxisUnit.Percent, Minimum = 0, Maximum = 1 };
        var (bar, gap) = (Palette.Series[0], Palette.Series[1]);
        var drawing = new Drawing(Side, Side + Counts, title);
        var above = ChartFrame.Draw(
            drawing,
            new(0, 0, Side, Side),
            title,
            confidence with { Label = "" },
            new ChartAxis("accuracy") { Unit = AxisUnit.Percent, Minimum = 0, Maximum = 1 },
            new([], []),
            [new("accuracy", bar, LegendShape.Box), new(expectedError is { } error ? $"distance from confidence (ECE {TickText.Percent(error)})" : "distance from confidence", gap, LegendShape.Line)],
            widest);
        var below = ChartFrame.Draw(
            drawing,
            new(0, Side - 14, Side, Counts + 14),
            "",
            confidence,
            new ChartAxis("images") { Minimum = 0, Unit = AxisUnit.Whole },
            new([], [.. bins.Select(bin => (double)bin.Count)]),
            [],
            widest);

        for (int i = 0; i < bins.Count; i++)
        {
            var (count, mean, accuracy) = (bins[i].Count, Share(bins[i].Confidence), Share(bins[i].Accuracy));
            double from = (double)i / bins.Count, to = (i + 1.0) / bins.Count;
            if (count > 0)
            {
                drawing.Rectangle(Between(above, from, to, accuracy), bar with { Opacity = 0.75 });
                drawing.Rectangle(Between(below, from, to, count), PlotColor.Gray(0x8a));
                drawing.Line(above.At(new(mean, accuracy)), above.At(new(mean, mean)), new Pen(gap, 2.2));
                drawing.Circle(above.At(new(mean, accuracy)), 3, gap);
            }
        }

        drawing.Line(above.At(new(0, 0)), above.At(new(1, 1)), new Pen(Palette.Ink, 1.3) { Dash = [5, 4] });
        return drawing;
    }

    private static double Share(double value) => double.IsFinite(value) ? Math.Clamp(value, 0, 1) : 0;

    private static PlotArea Between(ChartFrame frame, double from, double to, double height)
    {
        var (top, bottom) = (frame.At(new(from, height)), frame.At(new(to, 0)));
        return new(top.X + 0.5, top.Y, bottom.X - top.X - 1, Math.Max(0, bottom.Y - top.Y));
    }
}
