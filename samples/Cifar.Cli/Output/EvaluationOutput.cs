using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Evaluation;

namespace Cifar.Cli.Output;

/// <summary>Prints an evaluation.</summary>
internal static class EvaluationOutput
{
    private const int PairsShown = 3;

    public static void Print(Screen screen, EvaluationRecord record, DataSource source, double seconds, IReadOnlyList<string> files)
    {
        var report = record.Report;
        var sure = record.Threshold is { } threshold ? Sure(report, threshold) : null;
        if (screen.Json)
        {
            screen.WriteJson(
                new EvaluateResult(
                    record.Model, source.ToString(), record.TestSet.Split, report.Count, report.MicroAccuracy, report.MacroAccuracy, report.Top5Accuracy, report.LogLoss,
                    report.MacroPrecision, report.MacroRecall, report.MacroF1, report.CoarseAccuracy, report.ErrorsInsideSuperclass, report.ExpectedCalibrationError,
                    record.Temperature, report.Intervals, Augmented(record), record.Costs, record.TestSet, files, seconds)
                { Sure = sure },
                JsonResults.Readable.EvaluateResult);
        }

        var intervals = report.Intervals!;
        screen.Write(FactsTable.Create($"{record.Model} on {record.TestSet.Split} images",
        [
            ("data", source.Description),
            ("images", $"{report.Count:N0}"),
            ("accuracy", $"{Percent(report.MicroAccuracy)}  ({Range(intervals.Accuracy)})"),
            ("mean accuracy of the classes", Percent(report.MacroAccuracy)),
            ("true class among the first five", $"{Percent(report.Top5Accuracy)}  ({Range(intervals.Top5Accuracy)})"),
            ("superclass accuracy", report.CoarseAccuracy is { } coarse ? Percent(coarse) : null),
            ("errors inside the superclass", report.ErrorsInsideSuperclass is { } inside ? Percent(inside) : null),
            ("mean precision, recall, F1", $"{report.MacroPrecision:F4}, {report.MacroRecall:F4}, {report.MacroF1:F4}"),
            ("log-loss", $"{report.LogLoss:F4} nats  ({intervals.LogLoss.Low:F4} to {intervals.LogLoss.High:F4})"),
            ("expected calibration error", $"{report.ExpectedCalibrationError:F4}{(record.Temperature == 1 ? "" : $"  (temperature {record.Temperature:F3})")}"),
            ("sure answers", sure is null ? null : $"{Percent(sure.Coverage)} of the images{(sure.Error is { } error ? $", of these {Percent(error)} wrong" : "")} (probability {sure.Threshold.Probability:F3} or more)"),
            ("most confused", report.MostConfused.Count == 0 ? null : string.Join(", ", report.MostConfused.Take(PairsShown).Select(Text))),
            ("with mirror images as well", record.Augmented is { } augmented ? $"accuracy {Percent(augmented.MicroAccuracy)}, first five {Percent(augmented.Top5Accuracy)}, log-loss {augmented.LogLoss:F4}" : null),
            ("one picture alone", record.Costs.LatencyMilliseconds is { } latency ? $"{latency:F2} ms" : null),
            ("time", $"{seconds:F1} s; {record.Costs.MillisecondsPerImage:F3} ms an image"),
            ("written", files.Count == 0 ? null : string.Join(", ", files)),
        ]));
        screen.WriteLine("In brackets: 95 % intervals over the choice of images, by bootstrap; of shares of 0 and 100 % those of Clopper and Pearson.");
    }

    private static SureAnswers Sure(ImageClassificationReport report, AnswerThreshold threshold)
    {
        var sure = report.Images.Where(image => image.Top[0].Probability >= threshold.Probability).ToList();
        return new SureAnswers(threshold, (double)sure.Count / report.Images.Count, sure.Count == 0 ? null : sure.Average(image => image.Correct ? 0.0 : 1));
    }

    private static AugmentedResult? Augmented(EvaluationRecord record) => record.Augmented is { } report
        ? new AugmentedResult(
            record.Augmentation!, report.MicroAccuracy, report.Top5Accuracy, report.LogLoss, report.MacroF1, report.CoarseAccuracy, report.ExpectedCalibrationError, report.Intervals)
        : null;

    private static string Text(ConfusedPair pair) => $"{pair.ActualName} taken for {pair.PredictedName} ({pair.Count})";

    private static string Range(Interval share) => $"{100 * share.Low:F2} to {100 * share.High:F2}";

    private static string Percent(double share) => $"{100 * share:F2} %";
}
