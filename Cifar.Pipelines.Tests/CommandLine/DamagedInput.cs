namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>One damaged input and the command that meets it.</summary>
/// <param name="Name">What was done to it.</param>
/// <param name="Arguments">The command line.</param>
/// <param name="MayWork">Whether the damage can miss everything that matters, such as a flipped bit in a pixel: then an answer is right as well.</param>
public sealed record DamagedInput(string Name, IReadOnlyList<string> Arguments, bool MayWork = false);
