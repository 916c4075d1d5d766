using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Cifar.Models.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Which images were evaluated: results are comparable only where it is the same ones.</summary>
/// <param name="Data">The data as they were named, <c>cifar100</c> for instance.</param>
/// <param name="Split">The part of them: test, validation or train.</param>
/// <param name="Synthetic">Whether the images are generated ones.</param>
/// <param name="Count">Number of images.</param>
/// <param name="Sha256">Hash of the labels and images in their order, lower-case hexadecimal.</param>
public sealed record TestSet(string Data, string Split, bool Synthetic, long Count, string Sha256)
{
    /// <summary>Hashes images in memory: size, labels and pixels.</summary>
    /// <param name="images">The images.</param>
    /// <returns>SHA-256, lower-case hexadecimal.</returns>
    public static string Hash(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, images.Height);
        Append(hash, images.Width);
        foreach (int label in images.Labels)
        {
            Append(hash, label);
        }

        hash.AppendData(images.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Hashes image files as they lie on the disk, so that models with inputs of different size can be compared on the same pictures.</summary>
    /// <param name="files">The files with their labels.</param>
    /// <param name="root">The folder they lie in; their places below it count, the place of the folder itself does not.</param>
    /// <returns>SHA-256, lower-case hexadecimal.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string Hash(IReadOnlyList<ImageFile> files, string root)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(root);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            Append(hash, file.Label);
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(root, file.Path).Replace('\\', '/') + "\0"));
            using var stream = File.OpenRead(file.Path);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
