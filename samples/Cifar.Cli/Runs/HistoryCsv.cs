using System.Globalization;
using Cifar.Models.Training;

namespace Cifar.Cli.Runs;

/// <summary>The epochs of a training as a table for spreadsheets: comma, point, one header line.</summary>
internal static class HistoryCsv
{
    private const string Header = "epoch,learningRate,trainingLoss,validationLoss,validationAccuracy,imagesPerSecond,seconds";

    public static string Write(TrainingHistory history) => string.Concat(history.Epochs.Select(Line).Prepend(Header).Select(line => line + "\n"));

    private static string Line(TrainingEpoch epoch) => string.Create(
        CultureInfo.InvariantCulture,
        $"{epoch.Epoch},{epoch.LearningRate:R},{epoch.TrainingLoss:R},{epoch.ValidationLoss:R},{epoch.ValidationAccuracy:R},{epoch.ImagesPerSecond:F1},{epoch.Seconds:F2}");
}
