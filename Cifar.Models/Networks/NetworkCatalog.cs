using Cifar.Models.Augmentation;

namespace Cifar.Models.Networks;

/// <summary>The networks that can be asked for by name.</summary>
public static class NetworkCatalog
{
    /// <summary>All networks, in the order in which they are best presented.</summary>
    public static IReadOnlyList<NetworkEntry> Entries { get; } =
    [
        new(
            SpeedNet.CatalogName,
            "Whitening stem and three groups of two convolutions, made to learn in a few epochs; after the CIFAR speed records (arXiv:2404.00498).",
            SpeedNet.Recipe,
            (classes, height, width) => new SpeedNet(classes, height, width))
        {
            Size = new(4_381_752, 163_022_624),
        },
        new(
            SimpleCnn.CatalogName,
            "Three 3x3 convolutions with max-pooling and one hidden layer; a 2017 Keras assignment (56.02 % on CIFAR-100 in 150 epochs).",
            new TrainingRecipe(),
            (classes, height, width) => new SimpleCnn(classes, height, width))
        {
            Size = new(1_193_636, 11_421_696),
        },
        new(
            ThreeConvCnn.CatalogName,
            "Three 3x3 convolutions and two dense layers, after AKGanesh/CNN-CIFAR100 (40.09 % on CIFAR-100); its widths are not published, these are ours.",
            new TrainingRecipe(),
            (classes, height, width) => new ThreeConvCnn(classes, height, width))
        {
            Size = new(643_492, 10_871_808),
        },
        new(
            VanillaCnn.CatalogName,
            "Four convolutions with batch norm, two hidden layers of 2048; omar-mohamed/Object-Classification-CIFAR-100 (about 65 %: Adam 5e-4, times 0.99 an epoch, batches of 500, 100 epochs).",
            new TrainingRecipe { LearningRate = 1e-3 },
            (classes, height, width) => new VanillaCnn(classes, height, width))
        {
            Size = new(10_293_390, 108_404_736),
        },
        new(
            DepthwiseCnn.CatalogName,
            "vanilla-cnn with depthwise separable convolutions; omar-mohamed/Object-Classification-CIFAR-100 (about 60 %: Adam 5e-4, times 0.99 an epoch, batches of 500, 100 epochs).",
            new TrainingRecipe { LearningRate = 1e-3 },
            (classes, height, width) => new DepthwiseCnn(classes, height, width))
        {
            Size = new(8_782_049, 15_752_192),
        },
        new(
            DropBlockResNet.CatalogName,
            "Sixteen convolutions of 128 to 1024 channels with DropBlock; omar-mohamed/Object-Classification-CIFAR-100 (70.7 %: Adam 5e-4, times 0.98 an epoch, batches of 250, 75 epochs).",
            new TrainingRecipe { LearningRate = 5e-4 },
            (classes, height, width) => new DropBlockResNet(classes, height, width))
        {
            CreateScaled = (classes, height, width, factor) => new DropBlockResNet(classes, height, width, factor),
            Size = new(77_791_822, 2_075_934_720),
        },
        new(
            SixConvCnn.CatalogName,
            "Six 3x3 convolutions in pairs, two hidden layers of 1000; akanksha0911/AdvDL_FinalProject (60 %: Adam 1e-4, batches of 64, 50 epochs).",
            new TrainingRecipe { LearningRate = 5e-4 },
            (classes, height, width) => new SixConvCnn(classes, height, width))
        {
            Size = new(13_870_484, 616_810_720),
        },
        ResNetOf(18, 11_220_132, 555_468_800, "arXiv:1512.03385; SGD 0.1, 200 epochs: 75.6 %"),
        ResNetOf(34, 21_328_292, 1_159_448_576, "arXiv:1512.03385; SGD 0.1, 200 epochs: 76.8 %"),
        ResNetOf(50, 23_705_252, 1_298_014_208, "arXiv:1512.03385; SGD 0.1, 200 epochs: 77.4 %"),
        WideResNetOf(16, 4, 2_772_020, 392_635_392),
        WideResNetOf(28, 10, 36_536_884, 5_243_386_368),
        new(
            EfficientNetB0.CatalogName,
            "Sixteen inverted bottlenecks with gates, made for images of 224 pixels (arXiv:1905.11946); reads the weights of torchvision and timm.",
            new TrainingRecipe { LearningRate = 1e-3, Augmentation = new() { Flip = FlipMode.Random, Translate = 4 } },
            (classes, height, width) => new EfficientNetB0(classes, height, width))
        {
            Size = new(4_135_648, 8_590_048),
        },
        new(
            Vgg16.CatalogName,
            "Thirteen 3x3 convolutions and two hidden layers of 4096, made for images of 224 pixels (arXiv:1409.1556); reads the weights of torchvision and timm.",
            new TrainingRecipe { LearningRate = 2e-4, Augmentation = new() { Flip = FlipMode.Random, Translate = 4 } },
            (classes, height, width) => new Vgg16(classes, height, width))
        {
            Size = new(134_670_244, 433_143_808),
        },
    ];

    /// <summary>Finds a network by name.</summary>
    /// <param name="name">The name; case does not matter.</param>
    /// <returns>The entry.</returns>
    /// <exception cref="ArgumentException">There is none of that name; the message suggests the nearest and lists all.</exception>
    public static NetworkEntry Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Entries.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(name);
    }

    /// <summary>Makes a network by name, with random weights from TorchSharp's current seed.</summary>
    /// <param name="name">The name; case does not matter.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels.</param>
    /// <param name="width">Columns of an image in pixels.</param>
    /// <returns>The network, in training mode; dispose it after use.</returns>
    /// <exception cref="ArgumentException">There is none of that name, or it cannot take images of that size.</exception>
    public static ImageNetwork Create(string name, int classes, int height = 32, int width = 32) => Find(name).Create(classes, height, width);

    private static NetworkEntry ResNetOf(int depth, long parameters, long multiplyAdds, string source) => new(
        ResNet.NameOf(depth),
        $"Residual network of {depth} layers with a stem for small images ({source}).",
        new TrainingRecipe { LearningRate = 1e-3, Augmentation = new() { Flip = FlipMode.Random, Translate = 4 } },
        (classes, height, width) => new ResNet(depth, classes, height, width))
    {
        Size = new(parameters, multiplyAdds),
    };

    private static NetworkEntry WideResNetOf(int depth, int widening, long parameters, long multiplyAdds) => new(
        WideResNet.NameOf(depth, widening),
        $"Wide residual network of {depth} layers, {widening} times as wide (arXiv:1605.07146; SGD 0.1, batches of 128, 200 epochs).",
        new TrainingRecipe { LearningRate = 1e-3, Augmentation = new() { Flip = FlipMode.Random, Translate = 4 } },
        (classes, height, width) => new WideResNet(depth, widening, classes, height, width))
    {
        Size = new(parameters, multiplyAdds),
    };

    private static ArgumentException Unknown(string name)
    {
        string[] names = [.. Entries.Select(entry => entry.Name)];
        return new($"There is no network '{name}'.{NearestName.Suggest(name, names)} Known networks: {string.Join(", ", names)}.");
    }
}
