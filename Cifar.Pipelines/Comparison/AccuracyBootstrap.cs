using Cifar.Pipelines.Evaluation;

namespace Cifar.Pipelines.Comparison;

/// <summary>Accuracies of all runs on the same resamples of the images, so that their differences are paired.</summary>
internal sealed class AccuracyBootstrap
{
    private readonly double[][] accuracies;
    private readonly int[] hits;
    private readonly int images;
    private readonly double level;

    private AccuracyBootstrap(double[][] accuracies, int[] hits, int images, double level) =>
        (this.accuracies, this.hits, this.images, this.level) = (accuracies, hits, images, level);

    public static AccuracyBootstrap Run(IReadOnlyList<EvaluatedRun> runs, ComparisonOptions options)
    {
        int count = runs[0].Images.Count, width = runs.Count;
        var right = new int[count * width];
        var hits = new int[width];
        for (int i = 0; i < count; i++)
        {
            for (int run = 0; run < width; run++)
            {
                var outcomes = runs[run].Images.Outcomes;
                right[(i * width) + run] = outcomes.Label(i) == outcomes.Predicted(i) ? 1 : 0;
                hits[run] += right[(i * width) + run];
            }
        }

        var bootstrap = new Bootstrap(options.Seed);
        var drawn = new int[count];
        var totals = new int[width];
        var accuracies = Enumerable.Range(0, width).Select(_ => new double[options.Resamples]).ToArray();
        for (int sample = 0; sample < options.Resamples; sample++)
        {
            bootstrap.Draw(drawn);
            Array.Clear(totals);
            foreach (int image in drawn)
            {
                var row = right.AsSpan(image * width, width);
                for (int run = 0; run < row.Length; run++)
                {
                    totals[run] += row[run];
                }
            }

            for (int run = 0; run < width; run++)
            {
                accuracies[run][sample] = (double)totals[run] / count;
            }
        }

        return new AccuracyBootstrap(accuracies, hits, count, 1 - options.Significance);
    }

    public Interval Interval(int run) => Bootstrap.OfShare((double[])accuracies[run].Clone(), hits[run], images, level);

    /// <summary>Of the mean accuracy of some runs less that of others.</summary>
    public Interval Difference(int[] of, int[] less)
    {
        var differences = new double[accuracies[0].Length];
        for (int sample = 0; sample < differences.Length; sample++)
        {
            differences[sample] = of.Average(run => accuracies[run][sample]) - less.Average(run => accuracies[run][sample]);
        }

        return Bootstrap.Middle(differences, level);
    }
}
