namespace Cifar.Models.Networks;

/// <summary>The networks that can be asked for by name.</summary>
public static class NetworkCatalog
{
    /// <summary>All networks, in the order in which they are best presented.</summary>
    public static IReadOnlyList<NetworkEntry> Entries { get; } =
    [
        new(
            SimpleCnn.CatalogName,
            "Three 3x3 convolutions with max-pooling and one hidden layer; a 2017 Keras assignment (56.02 % on CIFAR-100 in 150 epochs).",
            new TrainingRecipe(),
            (classes, height, width) => new SimpleCnn(classes, height, width)),
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

    private static ArgumentException Unknown(string name)
    {
        string[] names = [.. Entries.Select(entry => entry.Name)];
        return new($"There is no network '{name}'.{NearestName.Suggest(name, names)} Known networks: {string.Join(", ", names)}.");
    }
}
