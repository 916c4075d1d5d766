using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Sets contiguous blocks of every channel to 0 while training (Ghiasi, Lin and Le 2018, arXiv:1810.12890); does nothing when predicting.</summary>
/// <remarks>
/// Takes and gives <c>[N, C, H, W]</c>. Every place where a block fits is the corner of one with the probability that the paper gives, for each image and
/// channel on its own; what is kept is scaled so that the mean stays. Blocks of size 1 are plain dropout. On maps smaller than the block, the block is cut to
/// the map on that side, so that whole rows, columns or channels are dropped; the reference project's DropBlock does nothing there, which
/// <see cref="SkipsSmallMaps"/> brings back. Random numbers come from TorchSharp's default generator.
/// </remarks>
public sealed class DropBlock : Module<Tensor, Tensor>, IOnnxLayer
{
    // Where by chance everything is dropped, nothing is divided by 0.
    private const double LeastKept = 1e-6;

    /// <summary>Creates the layer.</summary>
    /// <param name="blockSize">Rows and columns of a block, at least 1.</param>
    /// <param name="keepProbability">See <see cref="KeepProbability"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public DropBlock(int blockSize, double keepProbability = 0.9) : base(nameof(DropBlock))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 1);
        BlockSize = blockSize;
        KeepProbability = keepProbability;
    }

    /// <summary>Rows and columns of a block.</summary>
    public int BlockSize { get; }

    /// <summary>Share of the values that is kept, up to the overlap of blocks. May be changed in the course of a training.</summary>
    /// <value>0.9. Above 0, to 1 (nothing is dropped).</value>
    public double KeepProbability
    {
        get;
        set => field = value is > 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(KeepProbability)} is {value}; it must be above 0, to 1.");
    }

    /// <summary>Whether nothing is dropped where a side of the map is smaller than the block, as in the reference project.</summary>
    /// <value>false: the block is cut to the map.</value>
    public bool SkipsSmallMaps { get; init; }

    /// <summary>Drops blocks.</summary>
    /// <param name="input">Float [N, C, H, W].</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        long height = input.shape[2], width = input.shape[3];
        bool skipped = SkipsSmallMaps && (height < BlockSize || width < BlockSize);
        if (!training || KeepProbability == 1 || skipped)
        {
            return input.alias();
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor kept = Kept(input, Math.Min(BlockSize, height), Math.Min(BlockSize, width));
        Tensor scaled = kept / kept.mean().clamp_min(LeastKept);
        return (input * scaled.to(input.dtype)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public string WriteOnnx(OnnxGraphBuilder graph, string input) => input;

    /// <summary>1 where values stay, 0 in blocks.</summary>
    private Tensor Kept(Tensor input, long blockHeight, long blockWidth)
    {
        using IDisposable mode = no_grad();
        long[] shape = input.shape;
        long rows = shape[2] - blockHeight + 1, columns = shape[3] - blockWidth + 1;
        double share = (1 - KeepProbability) * (shape[2] * shape[3]) / ((double)blockHeight * blockWidth * rows * columns);
        Tensor corners = rand(new long[] { shape[0], shape[1], rows, columns }, device: input.device).lt(share).to(ScalarType.Float32);
        if (blockHeight == 1 && blockWidth == 1)
        {
            return 1 - corners;
        }

        // A place is dropped when it lies in the block of some corner at most a block above and left of it.
        Tensor padded = functional.pad(corners, (blockWidth - 1, blockWidth - 1, blockHeight - 1, blockHeight - 1));
        return 1 - functional.max_pool2d(padded, (blockHeight, blockWidth), (1, 1));
    }
}
