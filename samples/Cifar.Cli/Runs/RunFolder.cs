namespace Cifar.Cli.Runs;

/// <summary>The folder a training leaves behind. Each file appears whole or not at all.</summary>
internal sealed class RunFolder
{
    public const string ModelFile = "model.zip";
    public const string OnnxFile = "model.onnx";
    public const string RunFile = "run.json";
    public const string HistoryFile = "history.csv";

    private readonly string folder;

    private RunFolder(string folder) => this.folder = folder;

    public string Model => Path.Combine(folder, ModelFile);

    public string Onnx => Path.Combine(folder, OnnxFile);

    public string Run => Path.Combine(folder, RunFile);

    public string History => Path.Combine(folder, HistoryFile);

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
