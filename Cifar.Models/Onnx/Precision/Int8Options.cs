namespace Cifar.Models.Onnx.Precision;

/// <summary>How a model becomes one of 8-bit integers.</summary>
public sealed class Int8Options
{
    /// <summary>Percentage of the values of an activation that its 256 steps must reach, at either end; what lies beyond is cut off.</summary>
    /// <value>99.99. Above 50, to 100 (nothing is cut off).</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Percentile
    {
        get;
        init => field = value is > 50 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(Percentile)} is {value}; it must be above 50, to 100.");
    } = 99.99;

    /// <summary>Bits of a weight, its sign included.</summary>
    /// <value>
    /// 7: processors without instructions for neural networks add two products in 16 bits, which overflows with 8, so that results would depend on the machine.
    /// 7 or 8.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int WeightBits
    {
        get;
        init => field = value is 7 or 8 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(WeightBits)} is {value}; it must be 7 or 8.");
    } = 7;
}
