using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Plots;

/// <summary>How many answers of a model are wrong when it answers only where it is most certain (El-Yaniv and Wiener, JMLR 11, 2010).</summary>
public static class RiskCoverageCurve
{
    private const int Side = 460, MostPoints = 400;

    /// <summary>Draws the curve.</summary>
    /// <param name="images">Of each image the greatest probability, 0..1, and whether that class was the right one.</param>
    /// <param name="threshold">The model's threshold, marked on the curve; null for none.</param>
    /// <param name="title">What stands above the curve.</param>
    /// <returns>The drawing: share of wrong answers over the share of images that are answered.</returns>
    public static Drawing Draw(IReadOnlyList<(double Probability, bool Correct)> images, AnswerThreshold? threshold = null, string title = "Risk and coverage")
    {
        ArgumentNullException.ThrowIfNull(images);
        var points = new List<PlotPoint>();
        int wrong = 0, answered = 0, step = Math.Max(1, images.Count / MostPoints);
        foreach (var (_, correct) in images.OrderByDescending(image => image.Probability))
        {
            wrong += correct ? 0 : 1;
            answered++;
            if (answered % step == 0 || answered == images.Count)
            {
                points.Add(new((double)answered / images.Count, (double)wrong / answered));
            }
        }

        int sure = threshold is null ? 0 : images.Count(image => image.Probability >= threshold.Probability);
        bool isMarked = sure > 0;
        return new LineChart
        {
            Title = title,
            X = new ChartAxis("share of the images that are answered") { Unit = AxisUnit.Percent, Minimum = 0, Maximum = 1 },
            Y = new ChartAxis("share of the answers that are wrong") { Unit = AxisUnit.Percent, Minimum = 0 },
            Series =
            [
                new LineSeries("", points)
                {
                    Marked = isMarked ? points.FindIndex(point => point.X >= (double)sure / images.Count) : null,
                    MarkedName = isMarked ? $"sure from a probability of {threshold!.Probability:F3} on" : null,
                },
            ],
        }.Draw(Side, Side);
    }
}
