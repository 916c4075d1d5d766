using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training.Observers;

/// <summary>Inputs of a network as one picture.</summary>
internal static class SampleGrid
{
    private const int Columns = 8;

    /// <summary>Takes the normalisation back and lays the images out in rows of eight; places left over are black.</summary>
    /// <param name="batch">Float32 [n, 3, H, W].</param>
    /// <param name="normalization">What was done to the pixels.</param>
    /// <returns>Bytes [3, rows * H, columns * W].</returns>
    public static Tensor Of(Tensor batch, PixelNormalization normalization)
    {
        const int Channels = PixelNormalization.Channels;
        long count = batch.size(0), height = batch.size(2), width = batch.size(3), columns = Math.Min(Columns, count), rows = (count + columns - 1) / columns;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var scale = tensor([.. normalization.Scale], [1, Channels, 1, 1]);
        var offset = tensor([.. normalization.Offset], [1, Channels, 1, 1]);
        var pixels = batch.cpu().to_type(ScalarType.Float32).div(scale).add(offset).round().clamp((Scalar)0, (Scalar)255).to_type(ScalarType.Byte);
        var filled = cat([pixels, zeros([(rows * columns) - count, Channels, height, width], ScalarType.Byte)], 0);
        return filled.reshape(rows, columns, Channels, height, width).permute(2, 0, 3, 1, 4).reshape(Channels, rows * height, columns * width).MoveToOuterDisposeScope();
    }
}
