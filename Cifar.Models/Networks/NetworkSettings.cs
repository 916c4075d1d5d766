namespace Cifar.Models.Networks;

/// <summary>What can be chosen of a network of the catalogue beside its name.</summary>
public sealed record NetworkSettings
{
    /// <summary>Largest <see cref="Width"/>.</summary>
    public const double MaximumWidth = 8;

    /// <summary>What the network learns to tell apart.</summary>
    /// <value><see cref="NetworkHeads.Fine"/>.</value>
    public NetworkHeads Heads { get; init; }

    /// <summary>Factor on the number of channels, for networks that have one (<see cref="NetworkEntry.HasWidth"/>).</summary>
    /// <value>1. Above 0, to 8.</value>
    /// <exception cref="ArgumentException">The number is out of range.</exception>
    public double Width
    {
        get;
        init => field = value is > 0 and <= MaximumWidth ? value : throw new ArgumentException($"{nameof(Width)} is {value}; it must be above 0, to {MaximumWidth}.");
    } = 1;
}
