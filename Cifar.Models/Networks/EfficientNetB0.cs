using Cifar.Models.Onnx;
using Cifar.Models.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>EfficientNet-B0 (Tan and Le 2019, arXiv:1905.11946): sixteen inverted bottlenecks with gates, of 16 to 320 channels.</summary>
/// <remarks>
/// Input <c>[N, 3, H, W]</c>, normalised; output logits <c>[N, classes]</c>. Made for 224x224 images; the map before the head is 32 times smaller than the image,
/// so 32x32 images are seen as a single place. 5,288,548 parameters for 1,000 classes; 4,135,648 for 100. The same numbers as torchvision's and timm's network
/// of that name, whose weights it reads under either's names. Convolutions start He-normal by fan-out (arXiv:1502.01852).
/// </remarks>
public sealed class EfficientNetB0 : ImageNetwork, IOnnxLayer, IPublishedWeights
{
    /// <summary>The name in <see cref="NetworkCatalog"/>.</summary>
    public const string CatalogName = "efficientnet-b0";

    private const int SmallestSide = 8;
    private const int FirstChannels = 32;
    private const int LastChannels = 1280;
    private const double LargestDropProbability = 0.2;

    private static readonly (int Expansion, int Kernel, int Stride, int Channels, int Blocks)[] Stages =
    [
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
    ];

    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool = AdaptiveAvgPool2d(1);
    private readonly Flatten flatten = Flatten();
    private readonly Sequential classifier;

    /// <summary>Creates the network with random weights from TorchSharp's current seed.</summary>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, at least 8.</param>
    /// <param name="width">Columns of an image in pixels, at least 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    /// <exception cref="ArgumentException">A side is too small.</exception>
    public EfficientNetB0(int classes, int height = 32, int width = 32) : base(CatalogName, classes, height, width)
    {
        ImageSides.MustBeAtLeast(CatalogName, height, width, SmallestSide);
        features = Sequential(Sequential(InvertedBottleneck.Convolution(3, FirstChannels, 3, stride: 2), BatchNorm2d(FirstChannels), SiLU()));
        int channels = FirstChannels, done = 0, total = Stages.Sum(stage => stage.Blocks);
        foreach (var (expansion, kernel, stride, to, blocks) in Stages)
        {
            var stage = Sequential();
            for (int i = 0; i < blocks; i++)
            {
                stage.append(new InvertedBottleneck(channels, to, expansion, kernel, i == 0 ? stride : 1, LargestDropProbability * done++ / total));
                channels = to;
            }

            features.append(stage);
        }

        features.append(Sequential(InvertedBottleneck.Convolution(channels, LastChannels, 1), BatchNorm2d(LastChannels), SiLU()));
        classifier = Sequential(new FastDropout(0.2), Linear(LastChannels, classes));
        StartingWeights.HeFanOut(features);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override bool TakesOtherSizes => true;

    /// <summary>Computes the logits of a batch.</summary>
    /// <param name="input">Float32 [N, 3, H, W], normalised; sides of 8 or more.</param>
    /// <returns>Float32 [N, classes].</returns>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return classifier.call(flatten.call(avgpool.call(features.call(input)))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public string WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string pooled = graph.Add(flatten, graph.Add(avgpool, graph.Add(features, input, nameof(features))));
        return graph.Add(classifier, pooled, nameof(classifier));
    }

    string IPublishedWeights.NameOf(string published) => EfficientNetNames.FromTimm(published);
}
