using System.Security.Cryptography;
using System.Text;
using Cifar.Models.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>The files an evaluation leaves in a run folder.</summary>
public static class EvaluationFolder
{
    /// <summary>Name of the file with the results.</summary>
    public const string EvaluationFile = "evaluation.json";

    /// <summary>Name of the table with one line an image.</summary>
    public const string PredictionsFile = "predictions.csv";

    private const long MostBytes = 256L << 20;

    /// <summary>Hashes a model file, for <see cref="EvaluationRecord.ModelSha256"/>.</summary>
    /// <param name="model">The file.</param>
    /// <returns>SHA-256, lower-case hexadecimal.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string HashOf(string model)
    {
        using var stream = File.OpenRead(model);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Writes both files; each appears whole or not at all.</summary>
    /// <param name="folder">The folder; it must exist.</param>
    /// <param name="record">The evaluation, with its per-image results.</param>
    /// <returns>The record as it was written, with the hash of the predictions.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static EvaluationRecord Write(string folder, EvaluationRecord record)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(record);
        using var predictions = new MemoryStream();
        record.Report.Images.WriteCsv(predictions);
        byte[] bytes = predictions.ToArray();
        record = record with { PredictionsSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        AtomicFile.Write(Path.Combine(folder, PredictionsFile), stream => stream.Write(bytes));
        AtomicFile.Write(Path.Combine(folder, EvaluationFile), stream => stream.Write(Encoding.UTF8.GetBytes(record.ToJson() + "\n")));
        return record;
    }

    /// <summary>Reads both files, and checks that they belong together, and to the model in the folder where there is one.</summary>
    /// <param name="folder">A run folder in which a model was evaluated.</param>
    /// <returns>The evaluation; its report has the per-image results.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">A file is missing; the message says how to make it.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, the two do not belong together, or the model was changed since it was evaluated.</exception>
    public static EvaluatedRun Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no run folder {folder}.");
        }

        string path = Path.Combine(folder, EvaluationFile);
        try
        {
            var record = EvaluationRecord.FromJson(Encoding.UTF8.GetString(ReadAll(path)));
            CheckModel(folder, record);
            path = Path.Combine(folder, PredictionsFile);
            byte[] predictions = ReadAll(path);
            if (Convert.ToHexStringLower(SHA256.HashData(predictions)) != record.PredictionsSha256)
            {
                throw new InvalidDataException($"It does not belong to {EvaluationFile}, or was changed.");
            }

            using var stream = new MemoryStream(predictions);
            var images = ImageResults.ReadCsv(stream, record.Report.Classes);
            return images.Count == record.Report.Count
                ? new EvaluatedRun(record with { Report = record.Report with { Images = images } }, images)
                : throw new InvalidDataException($"It has {images.Count:N0} predictions; {EvaluationFile} speaks of {record.Report.Count:N0}.");
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}\nEvaluate the model again: cifar evaluate --model {Path.Combine(folder, "model.zip")} --data DATA", error);
        }
    }

    // Calibrating or training anew replaces the model: its probabilities are no longer those that were evaluated.
    private static void CheckModel(string folder, EvaluationRecord record)
    {
        string name = Path.GetFileName(record.Model), model = Path.Combine(folder, name);
        if (record.ModelSha256 is { } hash && name.Length > 0 && File.Exists(model) && HashOf(model) != hash)
        {
            throw new InvalidDataException($"It is not of the model that is in this folder now: {name} was calibrated or trained anew after it was evaluated.");
        }
    }

    private static byte[] ReadAll(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new FileNotFoundException(
                $"There is no {path}.\nEvaluate the model first: cifar evaluate --model {Path.Combine(Path.GetDirectoryName(path)!, "model.zip")} --data DATA", path);
        }

        return file.Length <= MostBytes
            ? File.ReadAllBytes(path)
            : throw new InvalidDataException($"It has {file.Length:N0} bytes; at most {MostBytes:N0} are read.");
    }
}
