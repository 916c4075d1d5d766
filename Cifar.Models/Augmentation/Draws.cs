using static TorchSharp.torch;

namespace Cifar.Models.Augmentation;

/// <summary>Random values for the images of one batch, one each, from torch's default generator.</summary>
/// <remarks>They are drawn for the whole batch and kept for the part that is wanted: what an image gets does not depend on the part it is in.</remarks>
internal sealed class Draws(BatchPart part, Device device)
{
    public Draws(long count, Device device) : this(BatchPart.Whole(count), device)
    {
    }

    public long Count => part.Count;

    public Device Device => device;

    /// <summary>Several values an image, evenly distributed from 0 to 1: float32 [B, ...].</summary>
    public Tensor Unit(params long[] shape) => part.In(rand([part.Of, .. shape], device: device));

    /// <summary>Evenly distributed: float32 [B].</summary>
    public Tensor Uniform(double from, double to) => Unit().mul_(to - from).add_(from);

    public Tensor Uniform(ValueRange range) => Uniform(range.From, range.To);

    public Tensor Symmetric(double most) => Uniform(-most, most);

    /// <summary>Whole numbers from 0 to below the limit: int64 [B].</summary>
    public Tensor Below(long limit) => part.In(randint(0, limit, new long[] { part.Of }, ScalarType.Int64, device));

    /// <summary>True with the given probability: bool [B].</summary>
    public Tensor Chance(double probability) => Unit().lt(probability);

    /// <summary>-1 or 1 with equal chances: float32 [B].</summary>
    public Tensor Sign() => where(Chance(0.5), Constant(-1), Constant(1));

    /// <summary>Two maps an image, evenly distributed from 0 to 1: float32 [2 B, 1, H, W], all first ones before all second ones.</summary>
    public Tensor Pairs(int height, int width)
    {
        Tensor all = rand(new long[] { 2, part.Of, height, width }, device: device);
        return all.narrow(1, part.First, part.Count).reshape(2 * part.Count, 1, height, width);
    }

    public Tensor Constant(double value) => full(new long[] { part.Count }, value, ScalarType.Float32, device);
}
