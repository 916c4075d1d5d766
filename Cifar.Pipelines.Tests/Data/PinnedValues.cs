namespace Cifar.Pipelines.Tests.Data;

/// <summary>Results of the first version that must stay as they are.</summary>
static class PinnedValues
{
    /// <summary>SHA-256 over one byte a label, then all pixels, of <c>SyntheticImages.Generate(split)</c>; made on x64 with .NET 10 and looked at as pictures.</summary>
    public const string SyntheticTrain = "c2d68831610b50e28be0e09ebc630dad1a61c839c95d5fbf43a86e572a3c22d7";
    public const string SyntheticTest = "ca6c301594d331e5243fe9f93200fcd21f44c93d43b401f2869762163e93f479";

    /// <summary>Validation part of twelve images of classes 0 1 2 0 1 2 ..., fraction 0.4, seed 42.</summary>
    public static readonly int[] SplitOfTwelve = [0, 1, 2, 7, 11];
}
