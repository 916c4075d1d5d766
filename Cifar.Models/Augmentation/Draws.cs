using static TorchSharp.torch;

namespace Cifar.Models.Augmentation;

/// <summary>Random values for the images of one batch, one each, from torch's default generator.</summary>
internal sealed class Draws(long count, Device device)
{
    public long Count => count;

    public Device Device => device;

    /// <summary>Evenly distributed: float32 [B].</summary>
    public Tensor Uniform(double from, double to) => rand(new long[] { count }, device: device).mul_(to - from).add_(from);

    public Tensor Uniform(ValueRange range) => Uniform(range.From, range.To);

    public Tensor Symmetric(double most) => Uniform(-most, most);

    /// <summary>Whole numbers from 0 to below the limit: int64 [B].</summary>
    public Tensor Below(long limit) => randint(0, limit, new long[] { count }, ScalarType.Int64, device);

    /// <summary>True with the given probability: bool [B].</summary>
    public Tensor Chance(double probability) => rand(new long[] { count }, device: device).lt(probability);

    /// <summary>-1 or 1 with equal chances: float32 [B].</summary>
    public Tensor Sign() => where(Chance(0.5), Constant(-1), Constant(1));

    public Tensor Constant(double value) => full(new long[] { count }, value, ScalarType.Float32, device);
}
