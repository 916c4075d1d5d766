using System.Text.RegularExpressions;

namespace Cifar.Cli.Runs;

/// <summary>The folder a training leaves behind. Each file appears whole or not at all.</summary>
internal sealed partial class RunFolder
{
    public const string ModelFile = "model.zip";
    public const string OnnxFile = "model.onnx";
    public const string RunFile = "run.json";
    public const string HistoryFile = "history.csv";

    public const string CheckpointsFolder = "checkpoints";
    public const string TensorBoardFolder = "tensorboard";
    public const string CurvesFile = "curves";

    private readonly string folder;

    [GeneratedRegex(@"^(.+\.[0-9a-f]{32}\.tmp|\.[0-9a-f]{32}\.[a-z]+)$")]
    private static partial Regex PassingName { get; }

    private RunFolder(string folder) => this.folder = folder;

    public string Model => Path.Combine(folder, ModelFile);

    public string Onnx => Path.Combine(folder, OnnxFile);

    public string Run => Path.Combine(folder, RunFile);

    public string History => Path.Combine(folder, HistoryFile);

    public string Checkpoints => Path.Combine(folder, CheckpointsFolder);

    public string TensorBoard => Path.Combine(folder, TensorBoardFolder);

    /// <summary>The curves, without the extension.</summary>
    public string Curves => Path.Combine(folder, CurvesFile);

    /// <summary>Name of the run at an MLflow server, so that a resumed training continues its own.</summary>
    public string MlflowRun => Path.Combine(folder, "mlflow-run");

    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    /// <summary>Makes the folder and tries to write in it: nobody wants to hear after hours of training that it cannot be written to.</summary>
    public static RunFolder Open(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
            using (File.Create(probe, bufferSize: 1, FileOptions.DeleteOnClose))
            {
            }

            // A run that was killed while it wrote a file has left that much of it.
            foreach (string leftover in Directory.EnumerateFiles(folder).Where(path => PassingName.IsMatch(Path.GetFileName(path))))
            {
                File.Delete(leftover);
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"--out {folder} cannot be written to: {cause.Message.TrimEnd('.')}.\nChoose another folder with --out.", cause);
        }

        return new RunFolder(folder);
    }

    /// <summary>Lets <paramref name="write"/> write a file under a passing name, flushes it to the disk, and gives it its own name.</summary>
    public static void Write(string path, Action<string> write)
    {
        // The extension stays: writers go by it.
        string partial = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}{Path.GetExtension(path)}");
        try
        {
            write(partial);
            using (var stream = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite))
            {
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
