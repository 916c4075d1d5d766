using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Tests.Models;
using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Transfer;

[Collection(TorchTests.Name)]
public sealed class OnnxModuleTests
{
    private static readonly long[] Shape = [2, 3, 32, 32];

    [Fact]
    public void A_network_gives_the_numbers_of_its_file_and_so_does_what_is_written_of_it()
    {
        byte[] file = SmallBackbone.Residual();
        float[] x = Reference.Random(Shape), expected = Reference.Run(file, x, Shape, "logits");
        using OnnxModule module = OnnxModule.Load(file, new() { Height = 32, Width = 32 });
        Reference.Near(expected, Reference.Run(module, x, Shape));

        byte[] again = Written(module);
        Reference.Near(expected, Reference.Run(again, x, Shape));
        using OnnxModule second = OnnxModule.Load(again);
        Reference.Near(expected, Reference.Run(second, x, Shape));
    }

    [SkippableTheory]
    [InlineData("mobilenet-v2")]
    [InlineData("efficientnet-b4-trunk")]
    public void Real_backbones_give_the_numbers_of_ONNX_Runtime(string name)
    {
        BackboneEntry entry = BackboneCatalog.Default.Find(name);
        Skip.IfNot(BackboneCatalog.IsPresent(entry), $"{entry.File} is not in {BackboneCatalog.Folder}.");
        Backbone backbone = BackboneCatalog.Default.Open(name);
        long[] shape = [1, 3, 64, 64];
        float[] x = Reference.Random(shape);
        using OnnxModule module = backbone.Load(64, 64);
        Reference.Near(Reference.Run(File.ReadAllBytes(backbone.Path), x, shape, "features"), Reference.Run(module, x, shape));
        Assert.InRange(module.Blocks.Count, 12, 40);
    }

    [Fact]
    public void Gradients_are_those_of_differences()
    {
        using OnnxModule module = OnnxModule.Load(SmallBackbone.Residual(height: 8, width: 8), new() { Height = 8, Width = 8 });
        module.eval();
        using Tensor x = tensor(Reference.Random([1, 3, 8, 8]), new long[] { 1, 3, 8, 8 });
        var weight = module.WeightsOf(0)[0].Value;
        using Tensor loss = module.call(x).pow(2).sum();
        loss.backward();
        using Tensor gradient = weight.grad!.clone();
        double steepness = gradient.norm().item<float>();
        using Tensor uphill = gradient.div(steepness);
        double Shifted(double by)
        {
            using IDisposable mode = no_grad();
            weight.add_(uphill, by);
            double value = module.call(x).pow(2).sum().item<float>();
            weight.add_(uphill, -by);
            return value;
        }

        Assert.Equal((Shifted(1e-3) - Shifted(-1e-3)) / 2e-3, steepness, steepness * 0.02);
    }

    [Fact]
    public void Blocks_end_where_branches_have_joined_and_freeze_from_the_image_on()
    {
        using OnnxModule module = OnnxModule.Load(SmallBackbone.Residual(), new() { Height = 32, Width = 32, Output = "features" });
        Assert.Equal(5, module.Blocks.Count);
        module.Unfreeze(lastBlocks: 2);
        Assert.Equal(3, module.FrozenBlocks);
        Assert.All(Enumerable.Range(0, 3), block => Assert.All(module.WeightsOf(block), weight => Assert.False(weight.Value.requires_grad)));
        Assert.Contains(module.WeightsOf(3), weight => weight.Value.requires_grad);
        module.Freeze(module.Blocks[0].Name);
        Assert.Equal(1, module.FrozenBlocks);
        Assert.Throws<ArgumentException>(() => module.Freeze("nowhere"));
    }

    [Fact]
    public void Batch_normalisation_stays_as_it_is_until_it_is_unfrozen()
    {
        using OnnxModule module = OnnxModule.Load(SmallBackbone.Residual(), new() { Height = 32, Width = 32 });
        var before = module.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        module.train();
        using Tensor x = tensor(Reference.Random(Shape), Shape);
        using (Tensor y = module.call(x))
        {
            Assert.All(module.state_dict(), pair => Assert.True(pair.Value.eq(before[pair.Key]).all().item<bool>()));
        }

        int trained = module.parameters().Count(weight => weight.requires_grad);
        module.TrainsBatchNormalization = true;
        Assert.Equal(trained + 8, module.parameters().Count(weight => weight.requires_grad));
        using Tensor z = module.call(x);
        Assert.Contains(module.state_dict(), pair => !pair.Value.eq(before[pair.Key]).all().item<bool>());
    }

    [Fact]
    public void Learning_rates_shrink_towards_the_image()
    {
        using OnnxModule module = OnnxModule.Load(SmallBackbone.Residual(), new() { Height = 32, Width = 32, Output = "features" });
        var rates = module.LayerRates(0.5);
        Assert.Equal(1, rates.Max(pair => pair.Rate));
        Assert.Equal(1 / 16.0, rates.Min(pair => pair.Rate));
    }

    [Fact]
    public void Both_parts_of_a_network_one_after_the_other_are_the_network()
    {
        using OnnxModule module = OnnxModule.Load(SmallBackbone.Residual(), new() { Height = 32, Width = 32 });
        using OnnxModule first = module.First(2), after = module.After(2);
        float[] x = Reference.Random(Shape);
        float[] middle = Reference.Run(first, x, Shape);
        Reference.Near(Reference.Run(module, x, Shape), Reference.Run(after, middle, [2, .. first.OutputShape]), 1e-6);
    }

    [Fact]
    public void A_fixed_batch_and_a_fixed_size_are_made_free()
    {
        // As exporters write a flattening of one image of 16 x 16.
        byte[] file = SmallBackbone.Of(
            (graph, x) =>
            {
                string pooled = graph.Node("AveragePool", [x], ("kernel_shape", new long[] { 16, 16 }));
                return graph.Node("Reshape", [pooled, graph.Constant([1L, 3])]);
            },
            [3, 16, 16],
            [3],
            model => model.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = 1 });
        using OnnxModule module = OnnxModule.Load(file, new() { Height = 24, Width = 24 });
        float[] x = Reference.Random([5, 3, 24, 24]);
        float[] means = [.. Enumerable.Range(0, 15).Select(i => x.Skip(i * 576).Take(576).Average())];
        Reference.Near(means, Reference.Run(module, x, [5, 3, 24, 24]), 1e-6);
    }

    [Fact]
    public void A_flattening_written_for_a_batch_of_one_keeps_the_images_of_a_batch_apart()
    {
        byte[] file = SmallBackbone.Of(
            (graph, x) =>
            {
                string maps = graph.Node("Conv", [x, graph.Constant(Reference.Random([6, 3, 3, 3], 7), 6, 3, 3, 3)]);
                string features = graph.Node("Reshape", [graph.Node("GlobalAveragePool", [maps]), graph.Constant([1L, -1])]);
                return graph.Node("Gemm", [features, graph.Constant(Reference.Random([6, 4], 8), 6, 4)]);
            },
            [3, 8, 8],
            [4]);
        float[] x = Reference.Random([2, 3, 8, 8]);
        float[] expected = [.. x.Chunk(3 * 64).SelectMany(image => Reference.Run(file, image, [1, 3, 8, 8]))];
        using OnnxModule module = OnnxModule.Load(file);
        Reference.Near(expected, Reference.Run(module, x, [2, 3, 8, 8]), 1e-5);
        Reference.Near(expected, Reference.Run(Written(module), x, [2, 3, 8, 8]), 1e-5);
    }

    [Fact]
    public void A_network_outlives_the_scope_it_is_made_in()
    {
        OnnxModule module;
        using (NewDisposeScope())
        {
            module = OnnxModule.Load(SmallBackbone.Residual(), new() { Height = 32, Width = 32 });
        }

        using (module)
        {
            Assert.Equal(20, Reference.Run(module, Reference.Random(Shape), Shape).Length);
        }
    }

    [Fact]
    public void Channels_last_files_take_planes_like_all_others()
    {
        byte[] file = SmallBackbone.Of(
            (graph, x) => graph.Node("ReduceMean", [graph.Node("Relu", [x])], ("axes", new long[] { 1, 2 }), ("keepdims", 0)), [8, 8, 3], [3]);
        using OnnxModule module = OnnxModule.Load(file);
        float[] x = Reference.Random([2, 3, 8, 8]);
        float[] means = [.. Enumerable.Range(0, 6).Select(i => x.Skip(i * 64).Take(64).Average(value => Math.Max(0, value)))];
        Reference.Near(means, Reference.Run(module, x, [2, 3, 8, 8]), 1e-6);
    }

    internal static byte[] Written(OnnxModule module)
    {
        var graph = new OnnxGraphBuilder();
        graph.AddInput("input", [.. module.InputShape]);
        graph.AddOutput(graph.Add(module, "input"), "output", [.. module.OutputShape]);
        return OnnxExport.CreateModel(graph).ToByteArray();
    }
}
