using System.Globalization;

namespace Cifar.Models.Training.Observers;

/// <summary>The epochs of a training as a table for spreadsheets and other programs: commas, decimal points, one line of column names.</summary>
public static class HistoryTable
{
    private const string Columns = "epoch,learningRate,trainingLoss,validationLoss,validationAccuracy,imagesPerSecond,seconds,trainingAccuracy";
    private const long LargestFile = 64L << 20;

    /// <summary>Writes the table.</summary>
    /// <param name="epochs">The epochs, in order.</param>
    /// <returns>The text; what an epoch does not have is an empty cell.</returns>
    public static string Format(IEnumerable<TrainingEpoch> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        return string.Concat(epochs.Select(Line).Prepend(Columns).Select(line => line + "\n"));
    }

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The epochs.</returns>
    /// <exception cref="InvalidDataException">The file is no such table, or damaged; the message names the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<TrainingEpoch> Read(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > LargestFile)
        {
            throw new InvalidDataException($"{path} has {length:N0} bytes; a history has at most {LargestFile:N0}.");
        }

        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Columns)
        {
            throw new InvalidDataException($"{path} does not begin with the columns of a history ({Columns}).");
        }

        return [.. lines.Skip(1).Select((line, i) => Epoch(line) ?? throw new InvalidDataException($"{path}, line {i + 2}: '{line}' is no epoch. The file is damaged."))];
    }

    private static string Line(TrainingEpoch epoch) => string.Create(
        CultureInfo.InvariantCulture,
        $"{epoch.Epoch},{epoch.LearningRate:R},{epoch.TrainingLoss:R},{epoch.ValidationLoss:R},{epoch.ValidationAccuracy:R},{epoch.ImagesPerSecond:F1},{epoch.Seconds:F2},{epoch.TrainingAccuracy:R}");

    private static TrainingEpoch? Epoch(string line)
    {
        string[] cells = line.Split(',');
        if (cells.Length != 8 || !int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch))
        {
            return null;
        }

        double?[] numbers = [.. cells.Skip(1).Select(Number)];
        bool complete = numbers is [not null, not null, _, _, not null, not null, _] && new[] { 2, 3, 6 }.All(i => numbers[i] is not null || cells[i + 1].Length == 0);
        return complete
            ? new TrainingEpoch(epoch, numbers[0]!.Value, numbers[1]!.Value, numbers[2], numbers[3], numbers[4]!.Value, numbers[5]!.Value) { TrainingAccuracy = numbers[6] }
            : null;
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
