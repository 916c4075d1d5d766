using System.Runtime.InteropServices;
using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>What the frozen blocks make of every image, plain and mirrored, as 16-bit floats in memory-mapped files: they never change, so they are computed once.</summary>
internal sealed class BoundaryActivations : IDisposable
{
    private readonly FeatureFile plain;
    private readonly FeatureFile mirrored;
    private readonly long[] shape;
    private readonly int length;

    private BoundaryActivations(FeatureFile plain, FeatureFile mirrored, long[] shape)
    {
        this.plain = plain;
        this.mirrored = mirrored;
        this.shape = shape;
        length = plain.RowBytes / 2;
    }

    /// <param name="frozen">The frozen blocks.</param>
    /// <param name="backbone">Name and normalisation.</param>
    /// <param name="images">The images.</param>
    /// <param name="options">Size and cache.</param>
    /// <param name="progress">Told of images done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work; finished pieces stay.</param>
    public static BoundaryActivations Open(
        OnnxModule frozen, Backbone backbone, LabeledImages images, FeatureOptions options, IProgress<FeatureProgress>? progress, CancellationToken cancellationToken)
    {
        var meter = new FeatureMeter(progress, 2 * images.Count);
        FeatureFile plain = Fill(frozen, backbone, images, options, false, meter, cancellationToken);
        try
        {
            return new(plain, Fill(frozen, backbone, images, options, true, meter, cancellationToken), [.. frozen.OutputShape]);
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    /// <summary>Activations of some images, as float32.</summary>
    /// <param name="rows">Their indices.</param>
    /// <param name="mirror">For each whether its mirror image is meant; empty for no.</param>
    public Tensor Batch(ReadOnlySpan<int> rows, ReadOnlySpan<bool> mirror)
    {
        var values = new Half[rows.Length * length];
        for (int i = 0; i < rows.Length; i++)
        {
            (mirror.Length > 0 && mirror[i] ? mirrored : plain).Read(rows[i], values.AsSpan(i * length, length));
        }

        using Tensor halves = empty([rows.Length, .. shape], ScalarType.Float16);
        halves.bytes = MemoryMarshal.AsBytes(values.AsSpan());
        if (shape.Length != 3)
        {
            return halves.to(ScalarType.Float32);
        }

        // Channels last in memory: convolutions of maps are faster so.
        using Tensor turned = halves.permute(0, 2, 3, 1);
        using Tensor floats = turned.to(ScalarType.Float32);
        using Tensor dense = floats.contiguous();
        return dense.permute(0, 3, 1, 2);
    }

    public void Dispose()
    {
        plain.Dispose();
        mirrored.Dispose();
    }

    private static FeatureFile Fill(
        OnnxModule frozen, Backbone backbone, LabeledImages images, FeatureOptions options, bool mirrored, FeatureMeter meter, CancellationToken cancellationToken)
    {
        int length = checked((int)frozen.OutputShape.Aggregate((a, b) => a * b));
        byte[] graph = Graph(frozen, backbone.Normalization, images, options, mirrored);
        FeatureFile file = FeatureExtractor.OpenFile(
            options, $"{backbone.Name}-{frozen.Blocks.Count}", FeatureExtractor.Key(images, graph, "float16"), images.Count, length * 2);
        try
        {
            int missing = Enumerable.Range(0, file.Pieces).Where(piece => !file.Has(piece)).Sum(piece => file.RowsOf(piece).Count);
            meter.Found(images.Count - missing);
            if (missing > 0)
            {
                using var runner = new GraphRunner(graph, length);
                new FeatureExtraction(runner, images, file, options.InferenceBatch, options.ThreadCount).Run(
                    (piece, rows) => Array.ConvertAll(piece[..(rows * length)], value => (Half)Math.Clamp(value, -65504f, 65504f)), meter.Add, cancellationToken);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static byte[] Graph(OnnxModule frozen, PixelNormalization normalization, LabeledImages images, FeatureOptions options, bool mirrored)
    {
        var graph = new OnnxGraphBuilder();
        graph.AddInput(OnnxExport.PixelsInput, [PixelNormalization.Channels, images.Height, images.Width]);
        string x = OnnxPreprocessing.Write(graph, new Preprocessing(null, normalization), images.Height, images.Width, OnnxExport.PixelsInput);
        using var resize = new ImageResize(images.Height, images.Width, options.ImageSize, options.ImageSize, options.Resize, mirrored);
        graph.AddOutput(graph.Add(frozen, graph.Add(resize, x)), "activations", [.. frozen.OutputShape]);
        return OnnxExport.CreateModel(graph).ToByteArray();
    }
}
