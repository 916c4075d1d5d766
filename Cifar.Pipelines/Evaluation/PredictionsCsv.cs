using System.Globalization;
using System.Text;
using Cifar.Models.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Per-image results as a table for spreadsheets, and back.</summary>
internal static class PredictionsCsv
{
    private const int FixedFields = 8;
    private const long MostBytes = 1L << 30;

    public static void Write(Stream stream, ImageResults images)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(Header(images.Outcomes.Guesses));
        var names = images.Classes.Fine.Select(Quote).ToArray();
        foreach (var image in images)
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{image.Row},{Quote(image.File ?? "")},{image.Label},{image.Predicted},{(image.Correct ? 1 : 0)},{image.Loss:R},{names[image.Label]},{names[image.Predicted]}"));
            foreach (var guess in image.Top)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $",{guess.Class},{(float)guess.Probability:R}"));
            }

            writer.WriteLine();
        }
    }

    public static ImageOutcomes Read(Stream stream, ClassLabels classes)
    {
        if (stream.CanSeek && stream.Length > MostBytes)
        {
            throw new InvalidDataException($"It has {stream.Length:N0} bytes; at most {MostBytes:N0} are read.");
        }

        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var outcomes = new ImageOutcomes(classes.Fine.Count);
        string expected = Header(outcomes.Guesses);
        var lines = new CsvLines(reader);
        if (lines.Next() is not { } header || string.Join(',', header) != expected)
        {
            throw new InvalidDataException($"Its first line is not '{expected}', so it does not hold predictions for {classes.Fine.Count} classes.");
        }

        var best = new int[outcomes.Guesses];
        var values = new float[outcomes.Guesses];
        while (lines.Next() is { } fields)
        {
            if (!TryParse(fields, classes.Fine.Count, best, values, out long row, out int label, out int predicted, out double loss))
            {
                throw new InvalidDataException($"Line {lines.Number} is no prediction: it is cut off or was changed.");
            }

            outcomes.Add(row, fields[1].Length == 0 ? null : fields[1], label, predicted, loss, best, values);
        }

        return outcomes;
    }

    private static string Header(int guesses) =>
        "row,file,label,predicted,correct,loss,labelName,predictedName" + string.Concat(Enumerable.Range(1, guesses).Select(i => $",class{i},probability{i}"));

    private static bool TryParse(
        List<string> fields, int classes, int[] best, float[] values, out long row, out int label, out int predicted, out double loss)
    {
        (row, label, predicted, loss) = (0, 0, 0, 0);
        bool isClass(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < classes;
        if (fields.Count != FixedFields + (2 * best.Length)
            || !long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out row)
            || !isClass(fields[2], out label) || !isClass(fields[3], out predicted)
            || !double.TryParse(fields[5], NumberStyles.Float, CultureInfo.InvariantCulture, out loss) || !double.IsFinite(loss) || loss < 0)
        {
            return false;
        }

        for (int i = 0; i < best.Length; i++)
        {
            if (!isClass(fields[FixedFields + (2 * i)], out best[i])
                || !float.TryParse(fields[FixedFields + (2 * i) + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i])
                || values[i] is not (>= 0 and <= 1.01f))
            {
                return false;
            }
        }

        return true;
    }

    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
