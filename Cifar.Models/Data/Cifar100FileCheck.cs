namespace Cifar.Models.Data;

/// <summary>What a check of one CIFAR-100 file found.</summary>
/// <param name="File">File name, without folder.</param>
/// <param name="Bytes">Size found; null where the file is missing.</param>
/// <param name="Sha256">SHA-256 found, lower-case hex; null where the file is missing or of the wrong size, which makes hashing it pointless.</param>
/// <param name="ExpectedBytes">Size of the official file.</param>
/// <param name="ExpectedSha256">SHA-256 of the official file, lower-case hex.</param>
/// <param name="Problem">What is wrong, in words; null where the file is as it should be.</param>
public sealed record Cifar100FileCheck(string File, long? Bytes, string? Sha256, long ExpectedBytes, string ExpectedSha256, string? Problem)
{
    /// <summary>Whether the file is as it should be.</summary>
    public bool Ok => Problem is null;
}
