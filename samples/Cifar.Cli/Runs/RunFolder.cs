using System.Text.RegularExpressions;
using Cifar.Cli.Parsing;
using Cifar.Pipelines.Evaluation;

namespace Cifar.Cli.Runs;

/// <summary>The folder a training leaves behind. Each file appears whole or not at all.</summary>
internal sealed partial class RunFolder : IDisposable
{
    public const string ModelFile = "model.zip";
    public const string OnnxFile = "model.onnx";
    public const string RunFile = "run.json";
    public const string HistoryFile = "history.csv";

    public const string CheckpointsFolder = "checkpoints";
    public const string TensorBoardFolder = "tensorboard";
    public const string CurvesFile = "curves";

    private const string LockFile = ".training";
    private const string LastCheckpointFile = "last.json";

    private readonly string folder;
    private readonly FileStream claim;

    [GeneratedRegex(@"^(.+\.[0-9a-f]{32}\.tmp|\.[0-9a-f]{32}\.[a-z]+)$")]
    private static partial Regex PassingName { get; }

    private RunFolder(string folder, FileStream claim) => (this.folder, this.claim) = (folder, claim);

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

    private string LastCheckpoint => Path.Combine(Checkpoints, LastCheckpointFile);

    /// <summary>Takes a folder for one training, until this is disposed.</summary>
    /// <param name="folder">The folder; made where it does not exist.</param>
    /// <param name="mayReplace">Whether a model and a checkpoint that lie there are the training's to replace.</param>
    /// <exception cref="UsageException">They are not, and would be lost.</exception>
    /// <exception cref="IOException">Another training has the folder, or it cannot be written to.</exception>
    public static RunFolder Claim(string folder, bool mayReplace)
    {
        // The lock comes first: what another training is just writing must not pass for leftovers.
        var run = new RunFolder(folder, Lock(folder));
        try
        {
            Open(folder);
            run.RequireNothingToLose(mayReplace);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Makes the folder and tries to write in it: nobody wants to hear after hours of training that it cannot be written to.</summary>
    public static void Open(string folder)
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
            throw Unwritable(folder, cause);
        }
    }

    /// <summary>Removes what an earlier training and the evaluation of its model left; other files stay.</summary>
    public void Clear()
    {
        string[] own =
        [
            Model, Onnx, Run, History, Curves + ".svg", Curves + ".png", MlflowRun,
            Path.Combine(folder, EvaluationFolder.EvaluationFile), Path.Combine(folder, EvaluationFolder.PredictionsFile),
            .. Files(Checkpoints, "last*.json"), .. Files(Checkpoints, "last-*.safetensors"), .. Files(Checkpoints, "best.json"), .. Files(Checkpoints, "epoch-*.safetensors"),
            .. Files(TensorBoard, "events.out.tfevents.*"),
        ];
        foreach (string path in own)
        {
            File.Delete(path);
        }
    }

    /// <summary>Leaves the folder to others.</summary>
    public void Dispose() => claim.Dispose();

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

    // The system lets go of it when the process dies, however that happens; a file that is left behind locks nothing.
    private static FileStream Lock(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException cause) when (IsInUse(cause))
        {
            throw new IOException($"Another training is writing to {folder}.\nWait for its end, or choose another folder with --out.", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, cause);
        }
    }

    // ERROR_SHARING_VIOLATION of Windows, EAGAIN of Linux, EAGAIN of macOS.
    private static bool IsInUse(IOException cause) => (cause.HResult & 0xffff) is 32 or 11 or 35;

    private static IOException Unwritable(string folder, Exception cause) =>
        new($"--out {folder} cannot be written to: {cause.Message.TrimEnd('.')}.\nChoose another folder with --out.", cause);

    private static IEnumerable<string> Files(string folder, string pattern) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern) : [];

    // A training that ended before its first checkpoint has left nothing that cannot be had again at once.
    private void RequireNothingToLose(bool mayReplace)
    {
        string[] kept = [.. new[] { Model, Onnx, LastCheckpoint }.Where(File.Exists)];
        if (kept.Length > 0 && !mayReplace)
        {
            string goOn = File.Exists(LastCheckpoint) ? $"go on with it by cifar train --resume {folder}, " : "";
            throw new UsageException(
                $"{folder} holds a training already: {string.Join(", ", kept.Select(path => Path.GetRelativePath(folder, path)))}.\nChoose another folder with --out, {goOn}or replace it with --overwrite.");
        }
    }
}
