namespace Cifar.Models.Data;

/// <summary>Writes the binary layout; label files first, so that a folder with a .bin can always be read.</summary>
static class CifarBinaryWriter
{
    public static void Write(string folder, Cifar100Split split, LabeledImages images)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(images);
        string name = CifarBinary.FileName(split);
        Check(images);

        ClassLabels classes = images.Classes;
        Directory.CreateDirectory(folder);
        WriteNames(Path.Combine(folder, CifarBinary.FineNamesFile), classes.Fine);
        WriteNames(Path.Combine(folder, CifarBinary.CoarseNamesFile), classes.Coarse!);
        AtomicFile.Write(Path.Combine(folder, name), stream =>
        {
            Span<byte> labels = stackalloc byte[2];
            for (int i = 0; i < images.Count; i++)
            {
                (labels[0], labels[1]) = ((byte)images.CoarseLabels![i], (byte)images.Labels[i]);
                stream.Write(labels);
                stream.Write(images.Image(i));
            }
        });
    }

    static void Check(LabeledImages images)
    {
        if (images.Count == 0)
            throw new ArgumentException("There are no images to write.", nameof(images));
        if (images.Height != CifarBinary.Height || images.Width != CifarBinary.Width)
            throw new ArgumentException($"The images are {images.Width}x{images.Height}; the layout holds 32x32.", nameof(images));
        if (images.Classes.Coarse is null)
            throw new ArgumentException("The set has no superclasses; the layout stores one for each image.", nameof(images));
        if (images.Classes.Fine.Count > LabelNames.MaxNames || images.Classes.Coarse.Count > LabelNames.MaxNames)
            throw new ArgumentException(
                $"The set has {images.Classes.Fine.Count} classes; a label is one byte, so at most {LabelNames.MaxNames} fit.", nameof(images));
        if (images.Classes.Fine.Concat(images.Classes.Coarse).FirstOrDefault(name => name.Trim() != name || name.Contains('\n')) is { } bad)
            throw new ArgumentException($"The class name '{bad}' has line breaks or blanks at its ends; the layout has one name a line.", nameof(images));
    }

    static void WriteNames(string path, IReadOnlyList<string> names)
    {
        if (!File.Exists(path))
            LabelNames.Write(path, names);
        else if (!LabelNames.Read(path).SequenceEqual(names))
            throw new IOException($"{path} lists other classes than the images to be written. Choose another folder, or delete the set in this one.");
    }
}
