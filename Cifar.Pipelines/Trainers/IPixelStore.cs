using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Trainers;

/// <summary>Keeps the features of an image in memory in some form.</summary>
internal interface IPixelStore<T>
{
    /// <returns>False when the values cannot be kept exactly in this form.</returns>
    bool TryStore(ReadOnlySpan<float> features, Span<T> destination);
}

/// <summary>As they are.</summary>
internal sealed class PixelFloats : IPixelStore<float>
{
    public bool TryStore(ReadOnlySpan<float> features, Span<float> destination)
    {
        features.CopyTo(destination);
        return true;
    }
}

/// <summary>As the bytes they were normalised from: a quarter of the memory, and augmentation works on true pixels.</summary>
internal sealed class PixelBytes(PixelNormalization normalization, int area) : IPixelStore<byte>
{
    public bool TryStore(ReadOnlySpan<float> features, Span<byte> destination)
    {
        for (int channel = 0, i = 0; channel < PixelNormalization.Channels; channel++)
        {
            float offset = normalization.Offset[channel], scale = normalization.Scale[channel];
            for (int end = i + area; i < end; i++)
            {
                float pixel = MathF.Round((features[i] / scale) + offset);
                if (!(pixel >= 0 && pixel <= 255) || (pixel - offset) * scale != features[i])
                {
                    return false;
                }

                destination[i] = (byte)pixel;
            }
        }

        return true;
    }
}
