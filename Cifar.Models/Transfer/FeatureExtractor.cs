using System.Globalization;
using System.Security.Cryptography;
using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using Google.Protobuf;

namespace Cifar.Models.Transfer;

/// <summary>Computes the features of images with a backbone, once: the next time they come from a file.</summary>
/// <remarks>
/// The graph that is run is the one that a delivered model begins with: normalisation, resizing and backbone. Features are kept under a name made of
/// the images, that graph and the kind of numbers, so nothing stale is ever used. An extraction that was interrupted goes on where it stopped.
/// </remarks>
public sealed class FeatureExtractor
{
    /// <summary>Images whose features are computed together. A set that is divided at multiples of this has the same features, bit for bit, as the whole.</summary>
    public const int Together = FeatureFile.PieceRows;

    private readonly Backbone backbone;
    private readonly FeatureOptions options;

    /// <summary>Creates an extractor.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="options">Size, batch and cache; null for the defaults.</param>
    /// <exception cref="ArgumentException">Options are out of range; all of them are named.</exception>
    public FeatureExtractor(Backbone backbone, FeatureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        this.backbone = backbone;
        this.options = options ?? new();
        this.options.Validate();
    }

    /// <summary>The folder for features unless another is named: <c>features</c> in the user's cache.</summary>
    public static string DefaultCacheFolder => Path.Combine(Path.GetDirectoryName(Cifar100.CacheFolder)!, "features");

    /// <summary>Computes features, or reads them.</summary>
    /// <param name="images">The images.</param>
    /// <param name="progress">Told about ten times a second, on the threads that work; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work; what is done stays in the cache.</param>
    /// <returns>The features, with those of mirrored images unless <see cref="FeatureOptions.Flip"/> is none.</returns>
    /// <exception cref="ModelFormatException">The backbone's file is damaged or breaks a limit.</exception>
    /// <exception cref="BackboneException">The backbone cannot take that size.</exception>
    /// <exception cref="IOException">The cache cannot be written, or another process fills it.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was signalled.</exception>
    public FeatureSet Extract(LabeledImages images, IProgress<FeatureProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        using OnnxModule network = backbone.Load(options.ImageSize, options.ImageSize);
        bool both = options.Flip != FlipMode.None;
        var meter = new FeatureMeter(progress, images.Count * (both ? 2 : 1));
        int width = (int)network.OutputShape[0];
        (float[] plain, int computed) = Rows(network, images, width, mirrored: false, meter, cancellationToken);
        (float[]? mirrored, int more) = both ? Rows(network, images, width, mirrored: true, meter, cancellationToken) : (null, 0);
        return new(plain, width, mirrored, meter.Seconds, computed + more);
    }

    /// <summary>Writes resizing and backbone as one ONNX file, for images that are normalised already.</summary>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <param name="input">Name of the input: float32 [N, 3, height, width], normalised by <see cref="Backbone.Normalization"/>.</param>
    /// <param name="output">Name of the output: float32 [N, features]; averaged with those of the mirrored images if <see cref="FeatureOptions.Flip"/> says so.</param>
    /// <returns>The bytes of the .onnx file.</returns>
    /// <exception cref="ModelFormatException">The backbone's file is damaged or breaks a limit.</exception>
    /// <exception cref="BackboneException">The backbone cannot take that size.</exception>
    public byte[] ToOnnx(int height, int width, string input, string output)
    {
        ArgumentException.ThrowIfNullOrEmpty(input);
        ArgumentException.ThrowIfNullOrEmpty(output);
        ImageResize Resize(bool mirrored) => new(height, width, options.ImageSize, options.ImageSize, options.Resize, mirrored);
        using var features = new BackboneFeatures(
            backbone.Load(options.ImageSize, options.ImageSize), Resize(false), options.Flip == FlipMode.Average ? Resize(true) : null);
        var graph = new OnnxGraphBuilder();
        graph.AddInput(input, [PixelNormalization.Channels, height, width]);
        graph.AddOutput(graph.Add(features, input), output, [features.Count]);
        return OnnxExport.CreateModel(graph).ToByteArray();
    }

    /// <summary>The graph from pixels to features.</summary>
    internal static byte[] Graph(OnnxModule network, PixelNormalization normalization, int height, int width, FeatureOptions options, bool mirrored)
    {
        var graph = new OnnxGraphBuilder();
        graph.AddInput(OnnxExport.PixelsInput, [PixelNormalization.Channels, height, width]);
        string x = OnnxPreprocessing.Write(graph, new Preprocessing(null, normalization), height, width, OnnxExport.PixelsInput);
        using var resize = new ImageResize(height, width, options.ImageSize, options.ImageSize, options.Resize, mirrored);
        string features = graph.Add(network, graph.Add(resize, x));
        bool isMap = network.OutputShape.Count == 3;
        graph.AddOutput(isMap ? graph.Node("Flatten", [graph.Node("GlobalAveragePool", [features])], ("axis", 1)) : features, "features", [network.OutputShape[0]]);
        return OnnxExport.CreateModel(graph).ToByteArray();
    }

    /// <summary>Stands for images and graph.</summary>
    internal static byte[] Key(LabeledImages images, byte[] graph, string kind)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind} {images.Count} {images.Height} {images.Width}\n")));
        hash.AppendData(SHA256.HashData(images.Pixels));
        hash.AppendData(SHA256.HashData(graph));
        return hash.GetHashAndReset();
    }

    internal static FeatureFile OpenFile(FeatureOptions options, string name, ReadOnlySpan<byte> key, int rows, int rowBytes)
    {
        string folder = options.CacheFolder ?? DefaultCacheFolder;
        Directory.CreateDirectory(folder);
        string file = $"{string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_'))}-{Convert.ToHexStringLower(key[..8])}.features";
        return FeatureFile.Open(Path.Combine(folder, file), key, rows, rowBytes);
    }

    private (float[] Values, int Computed) Rows(OnnxModule network, LabeledImages images, int width, bool mirrored, FeatureMeter meter, CancellationToken cancellationToken)
    {
        long length = (long)images.Count * width;
        if (length > Array.MaxLength)
        {
            throw new ArgumentException($"{images.Count:N0} images of {width:N0} features do not fit into memory.", nameof(images));
        }

        byte[] graph = Graph(network, backbone.Normalization, images.Height, images.Width, options, mirrored);
        using FeatureFile file = OpenFile(options, backbone.Name, Key(images, graph, "float32"), images.Count, width * sizeof(float));
        int missing = Enumerable.Range(0, file.Pieces).Where(piece => !file.Has(piece)).Sum(piece => file.RowsOf(piece).Count);
        meter.Found(images.Count - missing);
        if (missing > 0)
        {
            using var runner = new GraphRunner(graph, width);
            new FeatureExtraction(runner, images, file, options.InferenceBatch, options.ThreadCount)
                .Run((piece, rows) => piece[..(rows * width)], meter.Add, cancellationToken);
        }

        var values = new float[length];
        file.Read(0, values.AsSpan());
        return (values, missing);
    }
}
