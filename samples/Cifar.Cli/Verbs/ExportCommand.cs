using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Cli.Runs;
using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Precision;
using Cifar.Pipelines;
using Microsoft.ML;

namespace Cifar.Cli.Verbs;

/// <summary>One export as the user asked for it.</summary>
/// <param name="Model">A run folder, a file, or the name of a model.</param>
/// <param name="Precision">The numbers of the new file.</param>
/// <param name="File">The new file.</param>
/// <param name="Source">Images to learn from and to compare on; null: generated ones to compare on.</param>
/// <param name="Split">The part to compare on.</param>
/// <param name="Pictures">Training images to learn ranges from.</param>
/// <param name="Seed">Which of them.</param>
internal sealed record ExportCommand(string Model, ModelPrecision Precision, string File, DataSource? Source, string Split, int Pictures, int Seed)
{
    private const int GeneratedPictures = 500;

    public int Run(Screen screen, CancellationToken cancellationToken)
    {
        CheckTarget();
        string original = OnnxFile();
        if (Path.GetFullPath(original) == Path.GetFullPath(File))
        {
            throw new UsageException($"--out is the model itself, {File}; it would be lost. Give another name.");
        }

        var ml = new MLContext();
        using var before = ModelOption.Load(ml, original);
        var learnt = Precision == ModelPrecision.Int8 ? Learnt(before.Description, original, screen, cancellationToken) : null;
        byte[] bytes = Convert(System.IO.File.ReadAllBytes(original), original, learnt);
        cancellationToken.ThrowIfCancellationRequested();

        var images = Compared(before.Description, original, screen, cancellationToken);
        screen.Note($"comparing on {images.Count:N0} {(Source is null ? "generated" : Split)} images");
        var agreement = Write(bytes, ml, before, images);
        ExportOutput.Print(screen, this, original, bytes.Length, learnt?.Count, agreement);
        return ExitCode.Done;
    }

    private byte[] Convert(byte[] bytes, string original, LabeledImages? learnt)
    {
        try
        {
            return Precision switch
            {
                ModelPrecision.Float16 => OnnxPrecision.ToFloat16(bytes),
                ModelPrecision.Int8 => OnnxPrecision.ToInt8(bytes, learnt!.Pixels),
                _ => OnnxPrecision.ToFloat32(bytes),
            };
        }
        catch (Exception error) when (error is ModelFormatException or ArgumentException)
        {
            throw new InvalidDataException($"{original}: {error.Message}", error);
        }
    }

    /// <summary>Training images that training did learn from, so that those held out can still judge.</summary>
    private LabeledImages Learnt(ModelDescription description, string original, Screen screen, CancellationToken cancellationToken)
    {
        var source = Source ?? throw new UsageException("--precision int8 needs pictures to learn the ranges of activations from: give --data, with the images that the model was trained on.");
        var images = ImageSets.Load(source, Cifar100Split.Train, (description.Width, description.Height), screen, cancellationToken);
        if (images.Width != description.Width || images.Height != description.Height)
        {
            throw new InvalidDataException($"The model takes pictures of {description.Width} x {description.Height} pixels; these images have {images.Width} x {images.Height}.\nGive the pictures as a folder, whose files are brought to the size of the model.");
        }

        HashSet<int> held = description.Training is { ValidationImages: > 0 } ? [.. ModelSplit.HeldOut(images, description, RunConfiguration.Beside(original))] : [];
        int[] learnt = [.. Enumerable.Range(0, images.Count).Where(i => !held.Contains(i))];
        new Random(Seed).Shuffle(learnt);
        int[] chosen = [.. learnt.Take(Pictures).Order()];
        screen.Note($"learning the ranges of activations from {chosen.Length:N0} training images: {source.Description}");
        return images.Select(chosen);
    }

    private LabeledImages Compared(ModelDescription description, string original, Screen screen, CancellationToken cancellationToken) => Source is null
        ? SyntheticImages.Generate(Cifar100Split.Test, GeneratedPictures)
        : ModelSplit.Load(Source, Split, description, RunConfiguration.Beside(original), BadImages.Of(null), screen, cancellationToken).Images;

    // The ONNX file of whatever form of the model was named.
    private string OnnxFile()
    {
        string named = Directory.Exists(Model) ? Path.Combine(Model, RunFolder.OnnxFile) : ModelOption.Resolve(Model).File;
        string onnx = Path.ChangeExtension(named, ".onnx");
        return System.IO.File.Exists(onnx) ? onnx
            : throw new FileNotFoundException($"There is no {onnx}.\nGive the folder of a training, or the model.onnx that it wrote.", onnx);
    }

    private void CheckTarget()
    {
        if (!Path.GetExtension(File).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"--out is '{File}'; its name must end in .onnx.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(File))!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"--out {File}: there is no folder {folder}. Make it first.");
        }
    }

    /// <summary>Writes the model. What cannot be loaded and compared gets no name, and replaces nothing.</summary>
    private ModelAgreement Write(byte[] bytes, MLContext ml, ImageClassifierModel before, LabeledImages images)
    {
        try
        {
            ModelAgreement? agreement = null;
            RunFolder.Write(File, partial =>
            {
                System.IO.File.WriteAllBytes(partial, bytes);
                using var after = ModelOption.Load(ml, partial);
                agreement = ModelAgreement.Measure(ml, before, after, images);
            });
            return agreement!;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"--out {File} cannot be written: {error.Message}", error);
        }
    }
}
