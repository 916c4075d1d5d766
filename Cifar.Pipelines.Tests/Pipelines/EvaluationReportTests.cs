using System.Text.Json;
using Cifar.Pipelines.Evaluation;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Pipelines;

/// <summary>The report against scikit-learn; the fixture is made by benchmarks/peers/make_statistics_fixtures.py.</summary>
public sealed class EvaluationReportTests
{
    private const double Exactly = 1e-9;

    private static readonly JsonElement Problems = EvaluationFixture.Read("image-metrics.json").GetProperty("problems");

    [Theory]
    [InlineData("balanced")]
    [InlineData("unbalanced")]
    [InlineData("ties")]
    [InlineData("missing")]
    [InlineData("few")]
    public void Metrics_equal_those_of_scikit_learn(string name)
    {
        var problem = Problems.GetProperty(name);
        double Expected(string key) => problem.GetProperty(key).GetDouble();
        var report = EvaluationFixture.Evaluate(problem.GetProperty("labels").Deserialize<int[]>()!, problem.GetProperty("scores").Deserialize<float[][]>()!);
        Assert.Equal(Expected("microAccuracy"), report.MicroAccuracy, Exactly);
        Assert.Equal(Expected("microF1"), report.MicroAccuracy, Exactly);
        Assert.Equal(Expected("macroAccuracy"), report.MacroAccuracy, Exactly);
        Assert.Equal(Expected("top5"), report.Top5Accuracy, Exactly);
        Assert.Equal(Expected("logLoss"), report.LogLoss, Exactly);
        Assert.Equal(Expected("macroPrecision"), report.MacroPrecision, Exactly);
        Assert.Equal(Expected("macroRecall"), report.MacroRecall, Exactly);
        Assert.Equal(Expected("macroF1"), report.MacroF1, Exactly);
        Assert.Equal(Expected("calibrationError"), report.ExpectedCalibrationError, Exactly);
        Assert.Equal(problem.GetProperty("confusion").Deserialize<int[][]>()!, report.Confusion.Select(row => row.ToArray()));
        Assert.Equal(report.Metrics!.MicroAccuracy, report.MicroAccuracy, Exactly);
        Assert.Equal(report.Metrics.MacroAccuracy, report.MacroAccuracy, Exactly);
        Assert.Equal(report.Metrics.TopKAccuracy, report.Top5Accuracy, Exactly);

        int[] support = problem.GetProperty("support").Deserialize<int[]>()!;
        foreach (var scores in report.PerClass)
        {
            Assert.Equal(support[scores.Class], scores.Support);
            double? Of(string key) => support[scores.Class] == 0 ? null : problem.GetProperty(key)[scores.Class].GetDouble();
            AssertNear(Of("precision"), scores.Precision);
            AssertNear(Of("recall"), scores.Recall);
            AssertNear(Of("f1"), scores.F1);
        }
    }

    [Fact]
    public void The_calibration_error_equals_one_computed_by_hand()
    {
        // Confidences 0.95, 0.95 (one right), 0.6 (right), 0.6 (wrong), of two classes, in ten bins:
        // (0.9, 1]: 2 images, accuracy 0.5, confidence 0.95; (0.5, 0.6]: 2 images, accuracy 0.5, confidence 0.6. ECE = 0.5 * 0.45 + 0.5 * 0.1.
        float[] sure = [0.95f, 0.05f], unsure = [0.59999f, 0.40001f];
        var report = EvaluationFixture.Evaluate([0, 1, 0, 1], [sure, sure, unsure, unsure], new ImageEvaluationOptions { Resamples = 0, CalibrationBins = 10 });
        Assert.Equal(0.275, report.ExpectedCalibrationError, 1e-4);
        Assert.Equal(0.45, report.Calibration.MaximumError, 1e-6);
        Assert.Equal((2, 0.5), (report.Calibration.Bins[5].Count, report.Calibration.Bins[5].Accuracy));
        Assert.Equal((0, null), (report.Calibration.Bins[0].Count, report.Calibration.Bins[0].Accuracy));
    }

    [Fact]
    public void Errors_inside_a_superclass_are_told_from_others()
    {
        float[] Sure(int of) => [.. Enumerable.Range(0, 4).Select(i => i == of ? 1f : 0f)];
        var options = new ImageEvaluationOptions { Resamples = 0, Classes = EvaluationFixture.Classes(4, superclasses: true) };
        var report = EvaluationFixture.Evaluate([0, 0, 1, 2], [Sure(0), Sure(2), Sure(2), Sure(2)], options);
        Assert.Equal(0.75, report.CoarseAccuracy);
        Assert.Equal(0.5, report.ErrorsInsideSuperclass);
        Assert.Equal(2, report.MostConfused.Count);
        Assert.Equal(("class 0", "class 2", 1, 0.5), (report.MostConfused[0].ActualName, report.MostConfused[0].PredictedName, report.MostConfused[0].Count, report.MostConfused[0].Share));
        Assert.Equal([1L, 2L], report.TopLosses.Take(2).Select(image => image.Row));
        Assert.Null(report.PerClass[3].Recall);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-0.25f)]
    [InlineData(7f)]
    public void A_score_that_is_no_probability_is_refused_with_its_row(float wrong)
    {
        float[] good = [0.5f, 0.5f];
        var error = Assert.Throws<InvalidDataException>(() => EvaluationFixture.Evaluate([0, 1, 0], [good, good, [wrong, 0.5f]]));
        Assert.Contains("Row 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_without_a_class_are_left_out_and_none_at_all_are_refused()
    {
        float[] good = [0.75f, 0.25f];
        var report = EvaluationFixture.Evaluate([0, -1, 1], [good, good, good]);
        Assert.Equal((2, 0.5), (report.Count, report.MicroAccuracy));
        Assert.Equal([0L, 2L], report.Images.Select(image => image.Row));
        Assert.Throws<ArgumentException>(() => EvaluationFixture.Evaluate([-1], [good]));
    }

    [Fact]
    public void Scores_of_several_views_are_averaged()
    {
        var ml = new MLContext(1);
        var views = new[] { new float[] { 0.9f, 0.1f }, [0.3f, 0.7f] }.Select(score => EvaluationFixture.View(ml, [1], [score])).ToArray();
        var options = new ImageEvaluationOptions { Resamples = 0 };
        var image = ml.MulticlassClassification.EvaluateImages(views, options).Images.Single();
        Assert.Equal(0.6, image.Top[0].Probability, 1e-6);
        Assert.Equal((0, false), (image.Predicted, image.Correct));
        Assert.Throws<ArgumentException>(() => ml.MulticlassClassification.EvaluateImages([views[0], EvaluationFixture.View(ml, [0], [[1, 0]])], options));
        Assert.Throws<ArgumentException>(() => ml.MulticlassClassification.EvaluateImages([views[0], EvaluationFixture.View(ml, [1, 1], [[1, 0], [1, 0]])], options));
    }

    [Fact]
    public void Bootstrap_intervals_agree_with_the_standard_error()
    {
        var random = new Random(5);
        const int Count = 4000;
        int[] labels = [.. Enumerable.Range(0, Count).Select(_ => random.Next(2))];
        float[][] scores = [.. labels.Select(label => random.NextDouble() < 0.8 == (label == 0) ? new[] { 0.8f, 0.2f } : [0.2f, 0.8f])];
        var report = EvaluationFixture.Evaluate(labels, scores, new ImageEvaluationOptions { Resamples = 2000 });
        double error = Math.Sqrt(report.MicroAccuracy * (1 - report.MicroAccuracy) / Count);
        Assert.Equal(report.MicroAccuracy - (1.96 * error), report.Intervals!.Accuracy.Low, 0.15 * error);
        Assert.Equal(report.MicroAccuracy + (1.96 * error), report.Intervals.Accuracy.High, 0.15 * error);

        // The loss takes two values, so its standard error is known as well.
        double step = Math.Log(0.8 / 0.2);
        Assert.Equal(2 * 1.96 * error * step, report.Intervals.LogLoss.High - report.Intervals.LogLoss.Low, 0.2 * error * step);
        Assert.Equal(report.Intervals, EvaluationFixture.Evaluate(labels, scores, new ImageEvaluationOptions { Resamples = 2000 }).Intervals);
    }

    [Fact]
    public void Options_out_of_range_are_refused_all_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => EvaluationFixture.Evaluate([0], [[1, 0]], new ImageEvaluationOptions { Level = 1, Resamples = -1 }));
        Assert.Contains("Level", error.Message, StringComparison.Ordinal);
        Assert.Contains("Resamples", error.Message, StringComparison.Ordinal);
    }

    private static void AssertNear(double? expected, double? actual)
    {
        Assert.Equal(expected is null, actual is null);
        Assert.Equal(expected ?? 0, actual ?? 0, Exactly);
    }
}
