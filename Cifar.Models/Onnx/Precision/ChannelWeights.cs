namespace Cifar.Models.Onnx.Precision;

/// <summary>Weights of a layer as signed integers, with a scale for each output channel and no zero points.</summary>
/// <param name="Values">As the weights were: channel after channel.</param>
/// <param name="Scales">What one step of each channel stands for.</param>
internal sealed record ChannelWeights(sbyte[] Values, float[] Scales)
{
    // Sums are kept in 32 bits; the bias is one part of them.
    private const float LargestBias = 1 << 30;

    /// <summary>Rounds to the nearest, the greatest magnitude of a channel to the greatest number.</summary>
    /// <param name="weights">[channels, …].</param>
    /// <param name="bias">One for each channel; channels with next to no weights need steps large enough for it.</param>
    /// <param name="inputScale">What one step of the layer's input stands for.</param>
    /// <param name="bits">7 or 8.</param>
    public static ChannelWeights Round(float[] weights, float[] bias, float inputScale, int bits)
    {
        int length = weights.Length / bias.Length, largest = (1 << (bits - 1)) - 1;
        var values = new sbyte[weights.Length];
        var scales = new float[bias.Length];
        for (int channel = 0; channel < scales.Length; channel++)
        {
            ReadOnlySpan<float> row = weights.AsSpan(channel * length, length);
            float greatest = 0;
            foreach (float weight in row)
            {
                greatest = MathF.Max(greatest, MathF.Abs(weight));
            }

            float scale = MathF.Max(greatest / largest, MathF.Abs(bias[channel]) / (inputScale * LargestBias));
            scales[channel] = float.IsNormal(scale) ? scale : 1;
            for (int i = 0; i < row.Length; i++)
            {
                values[(channel * length) + i] = (sbyte)Math.Clamp(MathF.Round(row[i] / scales[channel]), -largest, largest);
            }
        }

        return new(values, scales);
    }

    /// <summary>A bias in the steps of the sums.</summary>
    public int[] Round(float[] bias, float inputScale) => [.. bias.Select((value, channel) => (int)MathF.Round(value / (inputScale * Scales[channel])))];
}
