using System.Globalization;

namespace Cifar.Models.Onnx.Import;

/// <summary>One dimension of a value, or one number of shape arithmetic: a count, or a count for each image of the batch.</summary>
internal readonly record struct Extent(long Count, bool PerImage = false)
{
    /// <summary>The batch itself.</summary>
    public static Extent Batch { get; } = new(1, true);

    /// <summary>As ONNX and TorchSharp write it in a target shape.</summary>
    public long Target => PerImage ? -1 : Count;

    public override string ToString() => PerImage
        ? Count == 1 ? "N" : string.Create(CultureInfo.InvariantCulture, $"{Count}N")
        : Count.ToString(CultureInfo.InvariantCulture);

    public static string Text(IEnumerable<Extent> shape) => $"[{string.Join(", ", shape)}]";
}
