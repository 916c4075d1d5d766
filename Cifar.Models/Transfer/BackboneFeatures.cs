using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>From normalised images to features: resizing, the backbone, and the mean over the image where the backbone gives maps.</summary>
internal sealed class BackboneFeatures : nn.Module<Tensor, Tensor>, IOnnxLayer
{
    private readonly ImageResize resize;
    private readonly ImageResize? mirror;
    private readonly OnnxModule network;

    /// <param name="network">The backbone; disposed with this module.</param>
    /// <param name="resize">Brings images to its size.</param>
    /// <param name="mirror">Brings mirrored images to its size, where the features of both are averaged; else null.</param>
    public BackboneFeatures(OnnxModule network, ImageResize resize, ImageResize? mirror = null) : base(nameof(BackboneFeatures))
    {
        Check(network);
        this.network = network;
        this.resize = resize;
        this.mirror = mirror;
        RegisterComponents();
    }

    public OnnxModule Network => network;

    /// <summary>Number of features of an image.</summary>
    public int Count => (int)network.OutputShape[0];

    /// <summary>Says why a network has no features.</summary>
    public static void Check(OnnxModule network)
    {
        if (network.OutputShape is not ([_] or [_, _, _]))
        {
            throw new BackboneException(
                $"The output is [N, {string.Join(", ", network.OutputShape)}]; features must be [N, F], or maps [N, C, H, W]. Name another value as the output; object detectors cannot be used.");
        }
    }

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = mirror is null ? resize.call(x) : cat([resize.call(x), mirror.call(x)], 0);
        Tensor features = Pool(network.call(images));
        return (mirror is null ? features : features.reshape(2, -1, Count).mean([0])).MoveToOuterDisposeScope();
    }

    string IOnnxLayer.WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        string images = graph.Add(resize, input);
        if (mirror is not null)
        {
            images = graph.Node("Concat", [images, graph.Add(mirror, input)], ("axis", 0));
        }

        string features = graph.Add(network, images);
        if (network.OutputShape.Count == 3)
        {
            features = graph.Node("Flatten", [graph.Node("GlobalAveragePool", [features])], ("axis", 1));
        }

        if (mirror is null)
        {
            return features;
        }

        string pairs = graph.Node("Reshape", [features, graph.Constant([2L, -1, Count])]);
        string Half(long i) => graph.Node("Slice", [pairs, graph.Constant([i]), graph.Constant([i + 1]), graph.Constant([0L])]);
        string sum = graph.Node("Reshape", [graph.Node("Add", [Half(0), Half(1)]), graph.Constant([-1L, Count])]);
        return graph.Node("Mul", [sum, graph.Constant([0.5f], 1)]);
    }

    private Tensor Pool(Tensor output) => network.OutputShape.Count == 3 ? output.mean([2, 3]) : output;
}
