using Cifar.Models.Data;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Counts what became of the images.</summary>
internal static class ReportBuilder
{
    public static ImageClassificationReport Build(ImageOutcomes outcomes, ClassLabels classes, MulticlassClassificationMetrics? metrics, ImageEvaluationOptions options)
    {
        int count = outcomes.Count, names = classes.Fine.Count, right = 0, among = 0, coarseRight = 0;
        double loss = 0;
        var perClass = new PerClassScores(names);
        var calibration = new CalibrationBinning(options.CalibrationBins);
        var confusion = classes.Fine.Select(_ => new int[names]).ToArray();
        for (int i = 0; i < count; i++)
        {
            int label = outcomes.Label(i), predicted = outcomes.Predicted(i);
            confusion[label][predicted]++;
            perClass.Add(label, predicted);
            calibration.Add(outcomes.Confidence(i), label == predicted);
            loss += outcomes.Loss(i);
            right += label == predicted ? 1 : 0;
            among += outcomes.IsAmongGuesses(i) ? 1 : 0;
            coarseRight += classes.CoarseOfFine is { } coarseOf && coarseOf[label] == coarseOf[predicted] ? 1 : 0;
        }

        bool hasCoarse = classes.CoarseOfFine is not null;
        return new ImageClassificationReport
        {
            Metrics = metrics,
            Images = new ImageResults(outcomes, classes),
            Classes = classes,
            Count = count,
            MicroAccuracy = (double)right / count,
            MacroAccuracy = perClass.MacroAccuracy,
            Top5Accuracy = (double)among / count,
            LogLoss = loss / count,
            MacroPrecision = perClass.MacroPrecision,
            MacroRecall = perClass.MacroRecall,
            MacroF1 = perClass.MacroF1,
            CoarseAccuracy = hasCoarse ? (double)coarseRight / count : null,
            ErrorsInsideSuperclass = hasCoarse && right < count ? (double)(coarseRight - right) / (count - right) : null,
            Calibration = calibration.Report(),
            PerClass = perClass.Report(classes),
            Confusion = confusion,
            MostConfused = MostConfused(confusion, classes, options.ConfusedPairs),
            TopLosses = [.. Enumerable.Range(0, count).OrderByDescending(outcomes.Loss).Take(options.TopLosses).Select(outcomes.Result)],
            Intervals = options.Resamples == 0 ? null : MetricBootstrap.Run(outcomes, options),
        };
    }

    private static IReadOnlyList<ConfusedPair> MostConfused(int[][] confusion, ClassLabels classes, int most)
    {
        var pairs =
            from actual in Enumerable.Range(0, confusion.Length)
            from predicted in Enumerable.Range(0, confusion.Length)
            let times = confusion[actual][predicted]
            where times > 0 && actual != predicted
            orderby times descending
            select new ConfusedPair(actual, predicted, classes.Fine[actual], classes.Fine[predicted], times, (double)times / confusion[actual].Sum());
        return [.. pairs.Take(most)];
    }
}
