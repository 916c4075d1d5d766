using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Tests.Comparison;
using MathNet.Numerics.Statistics;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Pipelines;

/// <summary>The resampling behind all intervals, against examples from books.</summary>
public sealed class EvaluationBootstrapTests
{
    private const int Resamples = 20_000;

    /// <summary>
    /// Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), the example of 15 law schools: their correlation of test scores and grades is 0.776, and its
    /// bootstrap standard error is 0.132 (table 6.1, 3,200 resamples, so known to some 2 %).
    /// </summary>
    [Fact]
    public void The_standard_error_of_the_law_schools_is_the_published_one()
    {
        double[] tests = [576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594];
        double[] grades = [3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96];
        Assert.Equal(0.776, Correlation.Pearson(tests, grades), 0.0005);
        double[] again = Resample(tests.Length, drawn => Correlation.Pearson(drawn.Select(i => tests[i]), drawn.Select(i => grades[i])));
        Assert.Equal(0.132, again.StandardDeviation(), 0.004);
    }

    /// <summary>
    /// Fox, "Applied Regression Analysis and Generalized Linear Models", chapter 21: four differences of incomes, 6, -3, 5 and 3. All 256 resamples can be written
    /// down; their means have the mean 2.75 and the standard deviation 1.745.
    /// </summary>
    [Fact]
    public void Mean_standard_deviation_and_interval_equal_those_of_all_resamples()
    {
        double[] incomes = [6, -3, 5, 3];
        double[] again = Resample(incomes.Length, drawn => drawn.Average(i => incomes[i]));
        Assert.Equal(2.75, again.Average(), 0.04);
        Assert.Equal(1.745, again.StandardDeviation(), 0.03);

        double[] all = [.. from a in incomes from b in incomes from c in incomes from d in incomes select (a + b + c + d) / 4];
        Assert.Equal(1.745, all.PopulationStandardDeviation(), 0.001);
        Assert.Equal(new Interval(0.5, 5), Bootstrap.Middle(all, 0.8));
        Assert.Equal(new Interval(0.5, 5), Bootstrap.Middle(again, 0.8));
    }

    [Fact]
    public void The_middle_part_is_cut_off_at_both_ends_alike()
    {
        double[] values = [.. Enumerable.Range(0, 1001).Reverse().Select(i => i / 1000.0)];
        var middle = Bootstrap.Middle(values, 0.95);
        Assert.Equal(0.025, middle.Low, 0.001);
        Assert.Equal(0.975, middle.High, 0.001);
    }

    /// <summary>SciPy: <c>binomtest(n, n).proportion_ci(0.95, "exact")</c>.</summary>
    [Theory]
    [InlineData(5, 0.47818)]
    [InlineData(12, 0.73535)]
    public void Where_all_images_are_right_or_none_the_interval_is_that_of_Clopper_and_Pearson(int images, double low)
    {
        int[] labels = new int[images], others = [.. Enumerable.Repeat(1, images)];
        float[] first = [0.4f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f];
        var options = new ImageEvaluationOptions { Resamples = 100 };
        var right = EvaluationFixture.Evaluate(labels, [.. Enumerable.Repeat(first, images)], options).Intervals!;
        AssertNear(low, 1, right.Accuracy);
        AssertNear(low, 1, right.Top5Accuracy);
        var wrong = EvaluationFixture.Evaluate(others, [.. Enumerable.Repeat(first, images)], options).Intervals!;
        AssertNear(0, 1 - low, wrong.Accuracy);
        AssertNear(low, 1, wrong.Top5Accuracy);

        var compared = new MLContext(1).Comparison.Compare([SyntheticRuns.Run("right", labels, labels), SyntheticRuns.Run("wrong", labels, others)]).Runs;
        AssertNear(low, 1, compared.Single(run => run.Name == "right").AccuracyInterval);
        AssertNear(0, 1 - low, compared.Single(run => run.Name == "wrong").AccuracyInterval);
    }

    [Fact]
    public void Of_two_classes_the_true_one_is_among_the_first_five_for_certain() =>
        Assert.Equal(new Interval(1, 1), EvaluationFixture.Evaluate([0, 1, 0], [[0.6f, 0.4f], [0.6f, 0.4f], [0.6f, 0.4f]], new ImageEvaluationOptions { Resamples = 100 }).Intervals!.Top5Accuracy);

    private static void AssertNear(double low, double high, Interval interval)
    {
        Assert.Equal(low, interval.Low, 1e-5);
        Assert.Equal(high, interval.High, 1e-5);
    }

    private static double[] Resample(int count, Func<int[], double> statistic)
    {
        var bootstrap = new Bootstrap(seed: 1);
        var drawn = new int[count];
        return [.. Enumerable.Range(0, Resamples).Select(_ =>
        {
            bootstrap.Draw(drawn);
            return statistic(drawn);
        })];
    }
}
