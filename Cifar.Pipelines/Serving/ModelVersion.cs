using System.Security.Cryptography;

namespace Cifar.Pipelines.Serving;

/// <summary>The name of a model's content: the beginning of the SHA-256 of its file.</summary>
internal static class ModelVersion
{
    private const int Digits = 16;

    public static string Of(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return Convert.ToHexStringLower(SHA256.HashData(file))[..Digits];
    }
}
