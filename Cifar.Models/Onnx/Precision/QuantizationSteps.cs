namespace Cifar.Models.Onnx.Precision;

/// <summary>How an activation is counted in 8 bits: <c>value = Scale * (number - Zero)</c>, numbers 0..255.</summary>
/// <param name="Scale">What one step stands for, above 0.</param>
/// <param name="Zero">The number that stands for 0.</param>
internal readonly record struct QuantizationSteps(float Scale, byte Zero)
{
    /// <summary>255 steps over a range that contains 0, which is met exactly.</summary>
    public static QuantizationSteps Over((float Lowest, float Highest) range)
    {
        float scale = (range.Highest - range.Lowest) / byte.MaxValue;
        return scale > 0 && float.IsNormal(scale)
            ? new(scale, (byte)Math.Clamp(MathF.Round(-range.Lowest / scale), byte.MinValue, byte.MaxValue))
            : new(1, 0);
    }
}
