namespace Cifar.Models.Networks;

/// <summary>A connection around layers.</summary>
/// <param name="First">Index of the first layer that is passed by.</param>
/// <param name="Last">Index of the last one.</param>
public sealed record NetworkSkip(int First, int Last);
