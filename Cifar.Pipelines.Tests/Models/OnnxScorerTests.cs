using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Format;
using Google.Protobuf;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models;

[Collection(TorchTests.Name)]
public sealed class OnnxScorerTests
{
    private const int Side = 16;

    [Fact]
    public void A_batch_is_one_run_of_the_graph()
    {
        using var scorer = new OnnxImageScorer(Model());
        scorer.Score(Images.Random(64 * 3 * Side * Side, seed: 1));
        Assert.Equal(1, scorer.Runs);
        scorer.Score(ReadOnlySpan<byte>.Empty);
        Assert.Equal(1, scorer.Runs);
    }

    [Fact]
    public void Images_score_the_same_alone_and_in_a_batch_as_bytes_and_as_floats()
    {
        using var scorer = new OnnxImageScorer(Model());
        byte[] pixels = Images.Random(32 * 3 * Side * Side, seed: 1);
        float[] batch = scorer.Score(pixels);
        float[] alone = [.. pixels.Chunk(3 * Side * Side).SelectMany(image => scorer.Score(image))];
        Exported.AreClose(batch, alone, 1e-6);
        Assert.Equal(batch, scorer.Score([.. pixels.Select(pixel => (float)pixel)]));
        Assert.All(batch.Chunk(10), row => Assert.Equal(1, row.Sum(), 5));
    }

    [Fact]
    public void Images_score_the_same_where_they_lie()
    {
        using var scorer = new OnnxImageScorer(Model());
        float[] pixels = [.. Images.Random(8 * 3 * Side * Side, seed: 2).Select(pixel => (float)pixel)];
        float[] probabilities = new float[82];
        scorer.Run(pixels.AsMemory(), probabilities.AsMemory(1, 80));
        Assert.Equal([0, .. scorer.Score(pixels), 0], probabilities);
        scorer.Run(Memory<float>.Empty, Memory<float>.Empty);
        Assert.Throws<ArgumentException>(() => scorer.Run(pixels.AsMemory(), probabilities.AsMemory(0, 79)));
        Assert.Throws<ArgumentException>(() => scorer.Run(pixels.AsMemory(1), probabilities.AsMemory(0, 80)));
    }

    [Fact]
    public void Many_threads_get_the_scores_that_one_gets()
    {
        using var scorer = new OnnxImageScorer(Model(), new OnnxScorerOptions { Threads = 1 });
        byte[][] images = [.. Enumerable.Range(0, 40).Select(i => Images.Random((1 + (i % 3)) * 3 * Side * Side, seed: i))];
        float[][] expected = [.. images.Select(image => scorer.Score(image))];
        Parallel.For(0, 400, i => Assert.Equal(expected[i % 40], scorer.Score(images[i % 40])));
    }

    [Fact]
    public void Spans_that_do_not_fit_are_refused()
    {
        using var scorer = new OnnxImageScorer(Model());
        Assert.Throws<ArgumentException>(() => scorer.Score(new byte[100]));
        Assert.Throws<ArgumentException>(() => scorer.Run(new byte[3 * Side * Side], new float[9]));
        Assert.Throws<ArgumentException>(() => scorer.Run(new byte[3 * Side * Side], new float[10], new float[20]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxScorerOptions { Threads = -1 });
    }

    [Fact]
    public void A_file_is_named_when_it_is_no_model()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "not a model");
            Assert.StartsWith(path + ": ", Assert.Throws<ModelFormatException>(() => OnnxImageScorer.Load(path)).Message, StringComparison.Ordinal);
            File.WriteAllBytes(path, Model());
            using OnnxImageScorer scorer = OnnxImageScorer.Load(path);
            Assert.Equal((10, Side, Side, true), (scorer.Classes, scorer.Height, scorer.Width, scorer.TakesPixels));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Damaged_models_are_refused_or_load_but_never_crash()
    {
        byte[] model = Model();
        byte[] pixels = Images.Random(3 * Side * Side, seed: 1);
        var random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 200; i++)
        {
            try
            {
                using var scorer = new OnnxImageScorer(Damage(model, random, i));
                if (scorer.Height * scorer.Width == Side * Side)
                {
                    scorer.Score(pixels);
                }
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 50, 200);
    }

    [Theory]
    [InlineData("no bytes")]
    [InlineData("a loop")]
    [InlineData("a foreign operator")]
    [InlineData("a tile bomb")]
    [InlineData("weights in another file")]
    [InlineData("weights that are too short")]
    [InlineData("weights of a negative size")]
    [InlineData("weights larger than memory")]
    [InlineData("a function")]
    [InlineData("a subgraph")]
    [InlineData("a huge window")]
    [InlineData("a fixed batch")]
    [InlineData("two inputs")]
    [InlineData("a huge image")]
    [InlineData("no labels")]
    [InlineData("fewer labels")]
    [InlineData("labels twice")]
    [InlineData("another output")]
    public void Hostile_and_foreign_models_are_refused_with_a_clear_error(string what)
    {
        var model = ModelProto.Parser.ParseFrom(Model());
        GraphProto graph = model.Graph;
        switch (what)
        {
            case "no bytes": model = new(); break;
            case "a loop": graph.Node[0].OpType = "Loop"; break;
            case "a foreign operator": graph.Node[0].Domain = "evil"; break;
            case "a tile bomb": graph.Node[0].OpType = "Tile"; break;
            case "weights in another file":
                graph.Initializer[0].ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../etc/passwd" });
                graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;
                break;
            case "weights that are too short": graph.Initializer[0].RawData = ByteString.CopyFrom(1, 2, 3, 4); break;
            case "weights of a negative size": graph.Initializer[0].Dims[0] = -1; break;
            case "weights larger than memory": graph.Initializer[0].Dims[0] = long.MaxValue; break;
            case "a function": model.Functions.Add(ByteString.Empty); break;
            case "a subgraph": graph.Node[0].Attribute.Add(new AttributeProto { Name = "body", G = ByteString.Empty }); break;
            case "a huge window": graph.Node.First(node => node.OpType == "Conv").Attribute.First(attribute => attribute.Name == "kernel_shape").Ints[0] = 1L << 40; break;
            case "a fixed batch": graph.Input[0].Type.TensorType.Shape.Dim[0].DimValue = 1 << 30; break;
            case "two inputs": graph.Input.Add(graph.Input[0].Clone()); break;
            case "a huge image": graph.Input[0].Type.TensorType.Shape.Dim[2].DimValue = 1 << 19; break;
            case "no labels": model.MetadataProps.Remove(model.MetadataProps.First(entry => entry.Key == "labels")); break;
            case "fewer labels": model.MetadataProps.First(entry => entry.Key == "labels").Value = """["a","b"]"""; break;
            case "labels twice": model.MetadataProps.Add(model.MetadataProps.First(entry => entry.Key == "labels").Clone()); break;
            case "another output": graph.Output[0].Name = "something"; break;
        }

        var error = Assert.Throws<ModelFormatException>(() => new OnnxImageScorer(model.ToByteArray()));
        Assert.True(error.Message.Length is > 20 and < 400, error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Loop")]
    public void A_model_of_another_origin_is_called_that_before_anything_else_of_it_is_found_wrong(string operation)
    {
        var model = ModelProto.Parser.ParseFrom(Model());
        model.MetadataProps.Clear();
        model.Graph.Input[0].Type.TensorType.Shape.Dim[2].DimParam = "height";
        model.Graph.Node[0].OpType = operation.Length > 0 ? operation : model.Graph.Node[0].OpType;
        var error = Assert.Throws<ModelFormatException>(() => new OnnxImageScorer(model.ToByteArray()));
        Assert.Contains("no description of classes and preprocessing", error.Message, StringComparison.Ordinal);
        Assert.Contains("backbone", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Model()
    {
        random.manual_seed(1);
        using var network = new SimpleCnn(10, Side, Side);
        return OnnxExport.Export(network, Exported.Describe(10, Side, new Preprocessing(SharpeningKernel.Default, PixelNormalization.MinusOneToOne)));
    }

    /// <summary>Cuts, fills or flips; every second time in the structure rather than in the megabytes of weights.</summary>
    private static byte[] Damage(byte[] model, Random random, int i)
    {
        byte[] damaged = [.. model];
        int structure = 1500;
        int Place() => i % 2 == 0 ? random.Next(damaged.Length) : (random.Next(2) == 0 ? random.Next(structure) : damaged.Length - 1 - random.Next(structure));
        switch (i % 5)
        {
            case 0:
                return damaged[..random.Next(damaged.Length)];
            case 1:
                int start = Math.Min(Place(), damaged.Length - 16);
                damaged.AsSpan(start, 16).Fill((byte)random.Next(256));
                return damaged;
            default:
                for (int flips = random.Next(1, 4); flips > 0; flips--)
                {
                    damaged[Place()] ^= (byte)(1 << random.Next(8));
                }

                return damaged;
        }
    }
}
