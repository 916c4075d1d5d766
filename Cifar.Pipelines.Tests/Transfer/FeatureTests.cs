using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Transfer;

[Collection(TorchTests.Name)]
public sealed class FeatureTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly LabeledImages images = SyntheticImages.Generate(Cifar100Split.Train, 300);
    private readonly Backbone backbone;
    private readonly FeatureOptions options;

    public FeatureTests()
    {
        backbone = new Backbone(folder.Write(SmallBackbone.Residual(), "small.onnx"), "small", PixelNormalization.ImageNet);
        options = new FeatureOptions { ImageSize = 32, CacheFolder = folder["cache"], InferenceBatch = 16, Threads = 2 };
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Features_are_those_of_a_plain_run_of_the_file()
    {
        FeatureSet set = new FeatureExtractor(backbone, options).Extract(images);
        var x = new float[3 * 3072];
        for (int i = 0; i < x.Length; i++)
        {
            int channel = i / 1024 % 3;
            x[i] = (images.Pixels[i] - backbone.Normalization.Offset[channel]) * backbone.Normalization.Scale[channel];
        }

        Reference.Near(Reference.Run(File.ReadAllBytes(backbone.Path), x, [3, 3, 32, 32], "features"), set.Values[..(3 * SmallBackbone.Features)], 1e-5);
        Assert.Equal(300, set.Rows);
        Assert.Equal(300, set.Computed);
    }

    [SkippableTheory]
    [InlineData("mobilenet-v2")]
    [InlineData("efficientnet-b4-trunk")]
    public void Features_of_real_backbones_are_those_of_a_plain_run_of_the_file(string name)
    {
        BackboneEntry entry = BackboneCatalog.Default.Find(name);
        Skip.IfNot(BackboneCatalog.IsPresent(entry), $"{entry.File} is not in {BackboneCatalog.Folder}.");
        Backbone real = BackboneCatalog.Default.Open(name);
        LabeledImages few = images.Take(3);
        FeatureSet set = new FeatureExtractor(real, options with { InferenceBatch = 2 }).Extract(few);
        float[] x = [.. few.Pixels.Select((pixel, i) => (pixel - real.Normalization.Offset[i / 1024 % 3]) * real.Normalization.Scale[i / 1024 % 3])];
        Reference.Near(Reference.Run(File.ReadAllBytes(real.Path), x, [3, 3, 32, 32], "features"), set.Values, 1e-5);
        Assert.Equal(entry.Features, set.Count);
    }

    [Fact]
    public void The_second_time_nothing_is_computed_and_a_damaged_piece_is_made_again()
    {
        var extractor = new FeatureExtractor(backbone, options);
        FeatureSet first = extractor.Extract(images);
        Assert.Equal(0, extractor.Extract(images).Computed);

        string file = Directory.GetFiles(folder["cache"]).Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^100] ^= 1;
        File.WriteAllBytes(file, bytes);
        FeatureSet mended = extractor.Extract(images);
        Assert.Equal(300 % FeatureFile.PieceRows, mended.Computed);
        Assert.Equal(first.Values, mended.Values);

        File.WriteAllBytes(file, bytes[..^1]);
        Assert.Equal(300, extractor.Extract(images).Computed);
    }

    [Fact]
    public void An_interrupted_extraction_goes_on_where_it_stopped()
    {
        using var cancellation = new CancellationTokenSource();
        const int Width = SmallBackbone.Features;
        using (OnnxModule network = backbone.Load(32, 32))
        {
            byte[] graph = FeatureExtractor.Graph(network, backbone.Normalization, 32, 32, options, mirrored: false);
            using var runner = new GraphRunner(graph, Width);
            using FeatureFile file = FeatureExtractor.OpenFile(options, backbone.Name, FeatureExtractor.Key(images, graph, "float32"), images.Count, Width * sizeof(float));
            int done = 0;
            Assert.ThrowsAny<OperationCanceledException>(() => new FeatureExtraction(runner, images, file, 16, 1).Run(
                (piece, rows) => piece[..(rows * Width)], count => CancelAfter(200, done += count, cancellation), cancellation.Token));
        }

        FeatureSet rest = new FeatureExtractor(backbone, options).Extract(images);
        Assert.Equal(300 - (200 / FeatureFile.PieceRows * FeatureFile.PieceRows), rest.Computed);
        using var other = new TemporaryFolder();
        Assert.Equal(new FeatureExtractor(backbone, options with { CacheFolder = other.Root }).Extract(images).Values, rest.Values);
    }

    [Fact]
    public void A_cache_that_the_disk_has_no_room_for_is_refused_at_once_and_leaves_nothing()
    {
        string path = folder["huge.features"];
        string message = Assert.Throws<IOException>(() => FeatureFile.Open(path, new byte[32], 1 << 20, 1 << 30)).Message;
        Assert.Contains("no room for the cache", message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Other_images_sizes_and_filters_have_features_of_their_own()
    {
        new FeatureExtractor(backbone, options).Extract(images);
        Assert.Equal(300, new FeatureExtractor(backbone, options with { ImageSize = 48 }).Extract(images).Computed);
        Assert.Equal(300, new FeatureExtractor(backbone, options with { ImageSize = 48, Resize = ResizeFilter.Bilinear }).Extract(images).Computed);
        Assert.Equal(200, new FeatureExtractor(backbone, options).Extract(images.Take(200)).Computed);
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        string message = Assert.Throws<ArgumentException>(() => new FeatureExtractor(backbone, new FeatureOptions { ImageSize = 1, InferenceBatch = 0 })).Message;
        Assert.Contains("ImageSize is 1", message, StringComparison.Ordinal);
        Assert.Contains("InferenceBatch is 0", message, StringComparison.Ordinal);
    }

    private static void CancelAfter(int images, int done, CancellationTokenSource cancellation)
    {
        if (done > images)
        {
            cancellation.Cancel();
        }
    }
}
