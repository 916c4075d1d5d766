using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Pipelines.Plots;
using Cifar.Pipelines.Plots.Marks;
using Cifar.Pipelines.Plots.Rendering;

namespace Cifar.Pipelines.Tests.Plots;

public sealed class ChartTests
{
    private const string LongName = "a class whose name is so long that there is no place where it could be written";

    public static TheoryData<string> Names() => [.. Charts().Select(chart => chart.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_label_is_cut_off(string name)
    {
        var drawing = Charts().Single(chart => chart.Name == name).Draw();
        foreach (var text in drawing.Marks.OfType<TextMark>())
        {
            // A tenth more than in our font: viewers of SVG files have others.
            double width = Lettering.Width(text.Text, text.Style.Size, text.Style.Bold) * 1.1;
            double start = text.Style.Anchor switch { TextAnchor.Start => 0, TextAnchor.Middle => -width / 2, _ => -width };
            var (from, to) = text.Style.Angle == 0 ? (text.At.X + start, text.At.X + start + width) : (text.At.Y - start - width, text.At.Y - start);
            Assert.True(from >= 0 && to <= (text.Style.Angle == 0 ? drawing.Width : drawing.Height), $"'{text.Text}' reaches from {from:F1} to {to:F1}.");
            Assert.InRange(text.At.Y, 0, drawing.Height - (text.Style.Angle == 0 ? 3 : 0));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_coordinate_is_a_number(string name) =>
        Assert.DoesNotContain("NaN", Charts().Single(chart => chart.Name == name).Draw().ToSvg(), StringComparison.Ordinal);

    [Fact]
    public void The_course_of_a_training_has_a_panel_for_each_figure_and_names_the_best_epoch()
    {
        string[] texts = Texts(TrainingCurves.Draw(History(validated: true)));
        Assert.Contains("Loss", texts);
        Assert.Contains("Accuracy", texts);
        Assert.Contains("Learning rate", texts);
        Assert.Contains("best epoch, 3: 30.0 %", texts);
        Assert.DoesNotContain("Accuracy", Texts(TrainingCurves.Draw(History(validated: false))));
    }

    [Fact]
    public void A_line_is_broken_where_a_value_is_missing()
    {
        var chart = new LineChart { Series = [new LineSeries("a", [new(0, 1), new(1, 2), new(2, double.NaN), new(3, 1), new(4, double.PositiveInfinity), new(5, 1), new(6, 2)])] };
        var marks = chart.Draw().Marks.Where(mark => mark.Clip is not null).ToArray();
        Assert.Equal([2, 2], marks.OfType<PathMark>().Select(path => path.Points.Count));
        Assert.Single(marks.OfType<CircleMark>());
    }

    [Fact]
    public void Classes_of_a_superclass_lie_together_in_the_confusion_matrix()
    {
        var labels = new ClassLabels(["a", "b", "c", "d"], ["x", "y"], [1, 0, 1, 0]);
        double[][] counts = [[4, 0, 0, 0], [0, 1, 0, 3], [0, 0, 4, 0], [0, 0, 0, 0]];
        var picture = ConfusionMatrixPlot.Draw(counts, labels).Marks.OfType<PictureMark>().First().Picture;
        byte[] shades = [.. picture.Pixels.ToArray().Where((_, i) => i % 3 == 0)];

        // The order is b, d, a, c; the square root of a quarter is a half; d has no images.
        Assert.Equal([128, 34, 255, 255, 255, 255, 255, 255, 255, 255, 0, 255, 255, 255, 255, 0], shades);
    }

    [Fact]
    public void The_front_joins_what_no_model_beats_in_both_ways()
    {
        var drawing = ParetoPlot.Draw([new("slow and good", 8, 0.8), new("fast", 1, 0.5), new("beaten", 4, 0.45), new("middle", 2, 0.7)], new ChartAxis("ms"));
        var discs = drawing.Marks.OfType<CircleMark>().TakeLast(4).ToArray();
        Assert.Equal([Palette.Series[0], Palette.Series[0], PlotColor.Gray(0x8a), Palette.Series[0]], discs.Select(disc => disc.Fill!.Value));
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new LineChart { Series = [new LineSeries("a", [new(0, 1)]) { Band = [1, 2] }] }.Draw());
        Assert.Throws<ArgumentException>(() => new LineChart { Series = [new LineSeries("a", [new(0, 1)]) { Marked = 1 }] }.Draw());
        Assert.Throws<ArgumentException>(() => PerClassBars.Draw(["a"], [0.5, 0.6], "", ""));
        Assert.Throws<ArgumentException>(() => ConfusionMatrixPlot.Draw([[1.0]], new ClassLabels(["a", "b"])));
        Assert.Throws<ArgumentException>(() => FeatureMap.Draw([new(0, 0)], [1], ["a"]));
        Assert.Throws<ArgumentException>(() => LearningRateCurve.Search([1], [], null));
    }

    private static IEnumerable<(string Name, Func<Drawing> Draw)> Charts()
    {
        yield return ("training", () => TrainingCurves.Draw(History(validated: true), "simple-cnn"));
        yield return ("training without validation", () => TrainingCurves.Draw(History(validated: false)));
        yield return ("no epoch", () => TrainingCurves.Draw([], 0));
        yield return ("one epoch", () => TrainingCurves.Draw(History(validated: true).Epochs.Take(1).ToArray(), 1));
        yield return ("comparison", () => TrainingCurves.Compare([("a", [History(true), History(true)]), (LongName, [History(true)])]));
        yield return ("rates", () => LearningRateCurve.Draw([0.1, 0.2, 0.1], 2));
        yield return ("search", () => LearningRateCurve.Search([1e-6, 1e-4, 1e-2, 1], [4.6, 3, 2, double.PositiveInfinity], 1e-3));
        yield return ("bars", () => PerClassBars.Draw([LongName, "b", "c"], [1, 0.5, null], "Recall", "share found"));
        yield return ("reliability", () => ReliabilityPlot.Draw([(0, double.NaN, double.NaN), (12_000, 0.7, 0.6)], 0.1));
        yield return ("risk", () => RiskCoverageCurve.Draw([(0.9, true), (0.8, true), (0.3, false)], new AnswerThreshold(0.5, 0.2, 0.6, 3)));
        yield return ("risk of none", () => RiskCoverageCurve.Draw([]));
        yield return ("pareto", () => ParetoPlot.Draw([new(LongName, 1, 0.5), new("b", 100, 0.9, 0.01)], new ChartAxis("ms an image") { Scale = AxisScale.Logarithmic }));
        yield return ("pareto of one", () => ParetoPlot.Draw([new("only", 1, 0.5)], new ChartAxis("ms an image")));
        yield return ("features", () => FeatureMap.Draw([new(0, 0), new(1e-3, 5), new(double.NaN, 1)], [0, 1, 0], ["a", "b"]));
        yield return ("matrix", () => ConfusionMatrixPlot.Draw([[1, 2], [0, 0]], new ClassLabels([LongName, "b"])));
        yield return ("sheet", () => ContactSheet.Draw([new(new RgbPicture(1, 1, [1, 2, 3]), LongName, [(LongName, 1), ("b", 0)])], 1, "Predictions"));
        yield return ("pictures alone", () => ContactSheet.Draw([new(new RgbPicture(2, 1, new byte[6]), null, [])], 3));
    }

    private static TrainingHistory History(bool validated) => new(
        [.. Enumerable.Range(1, 4).Select(i => new TrainingEpoch(i, 0.001 * i, 4.0 / i, validated ? 4.1 / i : null, validated ? (i == 4 ? 0.29 : 0.1 * i) : null, 1000 + i, 2))], 3, 8, []);

    private static string[] Texts(Drawing drawing) => [.. drawing.Marks.OfType<TextMark>().Select(text => text.Text)];
}
