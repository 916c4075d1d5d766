using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Format;
using Cifar.Models.Onnx.Import;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;
using Google.Protobuf;

namespace Cifar.Pipelines.Tests.Transfer;

/// <summary>Files that cannot serve are refused, and the message says why.</summary>
[Collection(TorchTests.Name)]
public sealed class OnnxRefusalTests
{
    [Fact]
    public void Unknown_operators_are_named_with_their_place() =>
        Refused<BackboneException>("'Bernoulli'", (graph, x) => graph.Node("Bernoulli", [x]), [3, 8, 8]);

    [Fact]
    public void Weights_in_another_file_are_refused()
    {
        string message = Refused<ModelFormatException>("lie in another file", (graph, x) => graph.Node("Add", [x, graph.Constant([1f], 1)]), [3, 8, 8], model =>
        {
            TensorProto tensor = model.Graph.Initializer[0];
            tensor.ClearRawData();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/etc/passwd" });
        });
        Assert.DoesNotContain("/etc", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_language_model_is_refused() => Refused<BackboneException>("language model", (graph, x) => graph.Node("Identity", [x]), [128], model =>
        model.Graph.Input[0].Type.TensorType.ElemType = 7);

    [Fact]
    public void An_object_detector_is_refused()
    {
        Refused<BackboneException>("detector", (graph, x) => graph.Node("NonMaxSuppression", [x]), [3, 8, 8]);
        byte[] boxes = SmallBackbone.Of((graph, x) => graph.Node("Reshape", [x, graph.Constant([0L, -1, 4])]), [3, 8, 8], [48, 4]);
        using OnnxModule module = OnnxModule.Load(boxes);
        Assert.Contains("detector", Assert.Throws<BackboneException>(() => BackboneFeatures.Check(module)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("takes 3 channels", new long[] { 8, 3, 4 })]
    [InlineData("[N, 3, H, W] or [N, H, W, 3]", new long[] { 3, 8 })]
    [InlineData("[N, 3, H, W] or [N, H, W, 3]", new long[] { 16, 3, 8, 8 })]
    public void Other_layouts_of_the_input_are_refused_with_what_was_found(string because, long[] shape)
    {
        string message = Refused<BackboneException>(because, (graph, x) => graph.Node("Relu", [x]), shape);
        Assert.Contains($"[?, {string.Join(", ", shape)}]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_numbers_instead_of_floats_are_refused() =>
        Refused<BackboneException>("uint8 [?, 3, 8, 8]", (graph, x) => graph.Node("Identity", [x]), [3, 8, 8], model => model.Graph.Input[0].Type.TensorType.ElemType = 2);

    [Fact]
    public void A_side_that_is_no_multiple_of_what_the_backbone_takes_is_refused()
    {
        using var folder = new TemporaryFolder();
        var backbone = new Backbone(folder.Write(SmallBackbone.Residual(), "small.onnx"), "small", PixelNormalization.ImageNet, SizeMultiple: 32);
        Assert.Equal("small takes images whose sides are multiples of 32 pixels, not 48 x 64.", Assert.Throws<BackboneException>(() => backbone.Load(48, 64)).Message);
    }

    [Fact]
    public void Grey_images_are_refused() => Refused<BackboneException>("3 channels", (graph, x) => graph.Node("Relu", [x]), [1, 28, 28]);

    [Fact]
    public void Images_that_are_too_small_are_refused() =>
        Refused<BackboneException>("too small", (graph, x) => graph.Node("MaxPool", [x], ("kernel_shape", new long[] { 9, 9 })), [3, 8, 8]);

    [Fact]
    public void A_size_that_the_last_layer_cannot_take_is_refused()
    {
        byte[] file = SmallBackbone.Of(
            (graph, x) => graph.Node("Gemm", [graph.Node("Flatten", [x], ("axis", 1)), graph.Constant(new float[192 * 4], 192, 4)]), [3, 8, 8], [4]);
        string message = Assert.Throws<BackboneException>(() => OnnxModule.Load(file, new() { Height = 16, Width = 16 })).Message;
        Assert.Contains("192", message, StringComparison.Ordinal);
        Assert.Contains("made for 8 x 8 images and is read for 16 x 16", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_that_make_a_part_of_a_pixel_are_refused() => Refused<BackboneException>(
        "no whole number of pixels of [N, 3, 8, 8]",
        (graph, x) => graph.Node("Resize", [x, "", graph.Constant([1f, 1, 1.3f, 1.3f], 4)], ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel")),
        [3, 8, 8]);

    [Fact]
    public void Images_of_a_batch_are_no_channels_and_no_features()
    {
        static string Turned(OnnxGraphBuilder graph, string x) => graph.Node("Transpose", [x], ("perm", new long[] { 1, 0, 2, 3 }));
        Refused<BackboneException>("[3, N, 8, 8]; only the first dimension", (graph, x) => graph.Node("Conv", [Turned(graph, x), graph.Constant(new float[36], 4, 1, 3, 3)]), [3, 8, 8]);
        Refused<BackboneException>(
            "[3, N]; only the first dimension",
            (graph, x) => graph.Node("Gemm", [graph.Node("Squeeze", [Turned(graph, graph.Node("GlobalAveragePool", [x])), graph.Constant([2L, 3])]), graph.Constant(new float[4], 1, 4)]),
            [3, 8, 8]);
        Refused<BackboneException>("the batch must be its first dimension", Turned, [3, 8, 8]);
    }

    [Fact]
    public void A_file_above_the_limit_is_refused_unread()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write([], "giant.onnx");
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(OnnxFileReader.MaximumBytes + 1);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("1,073,741,825 bytes", Assert.Throws<ModelFormatException>(() => OnnxFeatureMaps.Load(path)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Giant_results_are_refused_before_anything_is_computed() =>
        Refused<BackboneException>("numbers an image", (graph, x) => graph.Node("Pad", [x, graph.Constant([0L, 0, 4000, 4000, 0, 0, 4000, 4000])]), [3, 8, 8]);

    [Fact]
    public void An_unknown_output_is_named() =>
        Assert.Contains("'nothing'", Assert.Throws<BackboneException>(() => OnnxModule.Load(SmallBackbone.Residual(), new() { Output = "nothing" })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_truncated_file_is_refused_with_its_name()
    {
        using var folder = new TemporaryFolder();
        byte[] file = SmallBackbone.Residual();
        string path = folder.Write(file[..(file.Length / 2)], "half.onnx");
        Assert.StartsWith(path, Assert.Throws<ModelFormatException>(() => OnnxModule.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_thousand_damaged_files_are_refused_or_harmless()
    {
        byte[] file = SmallBackbone.Residual(height: 16, width: 16);
        var random = new Random(5);
        int refused = 0;
        long before = GC.GetTotalAllocatedBytes(), heap = GC.GetTotalMemory(forceFullCollection: true);
        long? resident = PeakMemory.Restart();
        for (int i = 0; i < 1000; i++)
        {
            byte[] damaged = [.. file];
            if (i % 4 == 0)
            {
                damaged = damaged[..random.Next(damaged.Length)];
            }
            else
            {
                // Half of the damage goes into the structure, which is a small part of the file: the first bytes and the last.
                for (int n = random.Next(1, 6); n > 0; n--)
                {
                    int at = random.Next(2) == 0 ? random.Next(damaged.Length) : random.Next(2) == 0 ? random.Next(2000) : damaged.Length - 1 - random.Next(200);
                    damaged[at] ^= (byte)(1 << random.Next(8));
                }
            }

            try
            {
                using OnnxModule module = OnnxModule.Load(damaged, new() { Height = 16, Width = 16 });
                if (module.OutputShape.Aggregate(1L, (a, b) => a * b) < 100_000)
                {
                    Reference.Run(module, Reference.Random([1, 3, 16, 16]), [1, 3, 16, 16]);
                }
            }
            catch (Exception error) when (error is ModelFormatException or BackboneException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 250, 999);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 20L << 30, "the reader asks for too much memory");
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - heap, long.MinValue, 50_000_000);
        if (resident is { } start)
        {
            Assert.InRange(PeakMemory.Now - start, long.MinValue, 1_000_000_000);
        }
    }

    private static string Refused<T>(string because, Func<OnnxGraphBuilder, string, string> build, long[] input, Action<ModelProto>? change = null) where T : Exception
    {
        byte[] file = SmallBackbone.Of(build, input, [1], change);
        string message = Assert.Throws<T>(() => OnnxModule.Load(file)).Message;
        Assert.Contains(because, message, StringComparison.Ordinal);
        return message;
    }
}
