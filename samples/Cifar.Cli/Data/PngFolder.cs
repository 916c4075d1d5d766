using System.Globalization;
using Cifar.Models.Data;
using Microsoft.ML.Data;

namespace Cifar.Cli.Data;

/// <summary>Writes images as PNG files, a folder for each class, into a folder that appears under its name only when it is whole.</summary>
internal sealed class PngFolder : IDisposable
{
    private readonly string folder;
    private readonly string partial;

    private PngFolder(string folder)
    {
        this.folder = folder;
        partial = $"{folder}.{Guid.NewGuid():N}.tmp";
    }

    public static PngFolder Create(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new IOException($"{folder} exists already and is not empty.\nChoose another folder with --out, or delete this one.");
        }

        var export = new PngFolder(folder);
        Directory.CreateDirectory(export.partial);
        return export;
    }

    public void Write(string part, LabeledImages images, CancellationToken cancellationToken)
    {
        var folders = images.Classes.Fine.Select(name => Path.Combine(partial, part, Checked(name))).ToArray();
        for (int i = 0; i < images.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string target = folders[images.Labels[i]];
            Directory.CreateDirectory(target);
            using var image = MLImage.CreateFromPixels(images.Width, images.Height, MLPixelFormat.Rgba32, Interleave(images.Image(i)));
            image.Save(Path.Combine(target, i.ToString("D6", CultureInfo.InvariantCulture) + ".png"));
        }
    }

    public void Finish()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder);
        }

        Directory.Move(partial, folder);
    }

    public void Dispose()
    {
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }
    }

    // Class names come from a file that anybody may have written.
    private static string Checked(string name) => name.IndexOfAny(['/', '\\', ':', '\0']) < 0 && name.Trim() is not ("." or "..")
        ? name
        : throw new InvalidDataException($"The class name '{name}' cannot be the name of a folder.\nRename the class in {CifarBinary.FineNamesFile}.");

    private static byte[] Interleave(ReadOnlySpan<byte> planes)
    {
        int area = planes.Length / 3;
        var pixels = new byte[4 * area];
        for (int i = 0; i < area; i++)
        {
            pixels[4 * i] = planes[i];
            pixels[(4 * i) + 1] = planes[area + i];
            pixels[(4 * i) + 2] = planes[(2 * area) + i];
            pixels[(4 * i) + 3] = byte.MaxValue;
        }

        return pixels;
    }
}
