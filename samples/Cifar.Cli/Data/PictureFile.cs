using Cifar.Pipelines;

namespace Cifar.Cli.Data;

/// <summary>Reads picture files, and names the file when it cannot be read.</summary>
internal static class PictureFile
{
    public static ImageInput Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(Directory.Exists(path) ? $"{path} is a folder, not a picture." : $"There is no picture {path}.", path);
        }

        try
        {
            return ImageInput.FromFile(path);
        }
        catch (Exception cause) when (cause is ArgumentException or InvalidOperationException or InvalidDataException or FormatException or NotSupportedException)
        {
            string reason = Output.Failure.Text(cause);
            throw new InvalidDataException(reason.Contains(path, StringComparison.Ordinal) ? reason : $"{path} is no picture that can be read: {reason}", cause);
        }
    }
}
