namespace Cifar.Pipelines.Diagnostics;

/// <summary>A managed part of the stack and its version.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Version">Its version, with the name of the assembly where that tells which stack it is of.</param>
public sealed record PartVersion(string Name, string Version);
