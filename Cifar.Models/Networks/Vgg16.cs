using Cifar.Models.Onnx;
using Cifar.Models.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>VGG16 (Simonyan and Zisserman 2014, arXiv:1409.1556): thirteen 3x3 convolutions in five groups, and two hidden layers of 4096.</summary>
/// <remarks>
/// Input <c>[N, 3, H, W]</c>, normalised; output logits <c>[N, classes]</c>. Made for 224x224 images, whose last map has 7x7 places; maps of other sizes are averaged
/// or repeated to 7x7. 138,357,544 parameters for 1,000 classes; 134,670,244 for 100. The same numbers as torchvision's and timm's network of that name, whose
/// weights it reads under either's names. Convolutions start He-normal by fan-out (arXiv:1502.01852), linear layers normal with a deviation of 0.01.
/// </remarks>
public sealed class Vgg16 : ImageNetwork, IOnnxLayer, IPublishedWeights
{
    /// <summary>The name in <see cref="NetworkCatalog"/>.</summary>
    public const string CatalogName = "vgg16";

    private const int Halvings = 5;
    private const int SmallestSide = 1 << Halvings;
    private const int Places = 7;
    private const int Hidden = 4096;

    private static readonly (int Channels, int Convolutions)[] Groups = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)];

    private readonly Sequential features = Sequential();
    private readonly AdaptiveAvgPool2d avgpool = AdaptiveAvgPool2d(Places);
    private readonly Flatten flatten = Flatten();
    private readonly Sequential classifier;

    /// <summary>Creates the network with random weights from TorchSharp's current seed.</summary>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, at least 32.</param>
    /// <param name="width">Columns of an image in pixels, at least 32.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    /// <exception cref="ArgumentException">A side is too small.</exception>
    public Vgg16(int classes, int height = 32, int width = 32) : base(CatalogName, classes, height, width)
    {
        ImageSides.MustBeAtLeast(CatalogName, height, width, SmallestSide);
        int channels = 3;
        foreach (var (to, convolutions) in Groups)
        {
            for (int i = 0; i < convolutions; i++)
            {
                features.append(Conv2d(channels, to, 3, padding: 1));
                features.append(ReLU(inplace: true));
                channels = to;
            }

            features.append(MaxPool2d(2));
        }

        classifier = Sequential(
            Linear(channels * Places * Places, Hidden), ReLU(inplace: true), new FastDropout(0.5),
            Linear(Hidden, Hidden), ReLU(inplace: true), new FastDropout(0.5),
            Linear(Hidden, classes));
        Start();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override bool TakesOtherSizes => true;

    /// <summary>Computes the logits of a batch.</summary>
    /// <param name="input">Float32 [N, 3, H, W], normalised; sides of 32 or more.</param>
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
        string map = graph.Add(features, input, nameof(features));
        int rows = Height >> Halvings, columns = Width >> Halvings;
        if (columns != Places)
        {
            map = graph.Node("MatMul", [map, graph.Constant(Transposed(Averages(columns), columns), columns, Places)]);
        }

        if (rows != Places)
        {
            map = graph.Node("MatMul", [graph.Constant(Averages(rows), Places, rows), map]);
        }

        return graph.Add(classifier, graph.Add(flatten, map), nameof(classifier));
    }

    string IPublishedWeights.NameOf(string published) => VggNames.FromTimm(published);

    private void Start()
    {
        StartingWeights.HeFanOut(features);
        using IDisposable mode = no_grad();
        foreach (Conv2d convolution in features.children().OfType<Conv2d>())
        {
            init.zeros_(convolution.bias!);
        }

        foreach (Linear linear in classifier.children().OfType<Linear>())
        {
            init.normal_(linear.weight, 0, 0.01);
            init.zeros_(linear.bias!);
        }
    }

    /// <summary>Adaptive pooling along one axis as a matrix [7, from]: ONNX has no such operator, and two products do the same for any size.</summary>
    private static float[] Averages(int from)
    {
        var weights = new float[Places * from];
        for (int place = 0; place < Places; place++)
        {
            int first = place * from / Places, end = (((place + 1) * from) + Places - 1) / Places;
            weights.AsSpan((place * from) + first, end - first).Fill(1f / (end - first));
        }

        return weights;
    }

    private static float[] Transposed(float[] matrix, int columns) =>
        [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[(i % Places * columns) + (i / Places)])];
}
