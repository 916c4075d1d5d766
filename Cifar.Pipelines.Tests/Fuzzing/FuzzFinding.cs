namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>A parser did what no input may make it do.</summary>
internal sealed class FuzzFinding(string message, Exception? cause = null) : Exception(message, cause);
