using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Format;
using Cifar.Models.Onnx.Import;

namespace Cifar.Models.Transfer;

/// <summary>A pretrained network that turns images into features, and how it wants its images.</summary>
/// <param name="Path">The .onnx file.</param>
/// <param name="Name">Name for people and for the metadata of models.</param>
/// <param name="Normalization">How pixels 0..255 become its inputs.</param>
/// <param name="Output">Name of the value that holds the features; null: the output <c>features</c>, else what the last fully connected layer reads.</param>
/// <param name="SizeMultiple">Height and width must be multiples of this many pixels, 1 or more.</param>
public sealed record Backbone(string Path, string Name, PixelNormalization Normalization, string? Output = null, int SizeMultiple = 1)
{
    /// <summary>A file of one's own.</summary>
    /// <param name="path">The .onnx file. If it is one of the catalogue, its own normalisation is used.</param>
    /// <param name="normalization">How it wants its pixels; null for what the catalogue says of that very file, else the constants of ImageNet.</param>
    /// <param name="output">Name of the value that holds the features; null to look for it.</param>
    /// <returns>The backbone. The file is not read yet, except to compare its hash.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Backbone FromFile(string path, PixelNormalization? normalization = null, string? output = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file {path}.", path);
        }

        BackboneEntry? known = BackboneCatalog.Default.Recognize(path);
        return known is null
            ? new(path, System.IO.Path.GetFileNameWithoutExtension(path), normalization ?? PixelNormalization.ImageNet, output)
            : new(path, known.Name, normalization ?? known.Normalization, output ?? known.Output, known.SizeMultiple);
    }

    /// <summary>Reads the network for images of one size.</summary>
    /// <param name="height">Rows in pixels.</param>
    /// <param name="width">Columns in pixels.</param>
    /// <returns>The network from normalised images to features, in evaluation mode.</returns>
    /// <exception cref="ModelFormatException">The file is no ONNX file, is damaged, or breaks a limit.</exception>
    /// <exception cref="BackboneException">It is no image backbone, or cannot take that size.</exception>
    public OnnxModule Load(int height, int width)
    {
        if (height % SizeMultiple != 0 || width % SizeMultiple != 0)
        {
            throw new BackboneException($"{Name} takes images whose sides are multiples of {SizeMultiple} pixels, not {height} x {width}.");
        }

        return OnnxModule.Named(Path, () =>
        {
            ModelProto model = OnnxFileReader.ReadFile(Path);
            var options = new OnnxModuleOptions { Height = height, Width = width, Output = Output ?? GraphSearch.Features(model) };
            var module = new OnnxModule(OnnxModule.ReadGraph(model, options));
            BackboneFeatures.Check(module);
            module.eval();
            return module;
        });
    }
}
