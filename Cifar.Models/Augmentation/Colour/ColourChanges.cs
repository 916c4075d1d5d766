using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Colour;

/// <summary>Changes of brightness, contrast, saturation, hue and sharpness, by an amount of its own for each image.</summary>
/// <remarks>Images are float32 [B, 3, H, W], 0..255, and so are the results; amounts are float32 [B]. A factor of 1 and a shift of 0 change nothing.</remarks>
internal static class ColourChanges
{
    public static Tensor Brightness(Tensor images, Tensor factors) => (images * PixelPlane.Each(factors)).clamp_(0, 255);

    /// <summary>Away from the mean grey of the image, or towards it.</summary>
    public static Tensor Contrast(Tensor images, Tensor factors) => Blend(Grey(images).mean(new long[] { 1, 2, 3 }, keepdim: true), images, factors);

    /// <summary>Away from the grey of each pixel, or towards it.</summary>
    public static Tensor Saturation(Tensor images, Tensor factors) => Blend(Grey(images), images, factors);

    /// <summary>Away from the image blurred by a 3x3 kernel, or towards it; pixels at the edge stay as they are.</summary>
    public static Tensor Sharpness(Tensor images, Tensor factors)
    {
        long height = images.shape[2], width = images.shape[3];
        if (height < 3 || width < 3)
        {
            return images;
        }

        Tensor kernel = tensor(new float[] { 1, 1, 1, 1, 5, 1, 1, 1, 1 }, new long[] { 1, 1, 3, 3 }).to(images.device) / 13;
        Tensor planes = images.reshape(-1, 1, height, width);
        Tensor blurred = images.clone();
        blurred.narrow(2, 1, height - 2).narrow(3, 1, width - 2).copy_(nn.functional.conv2d(planes, kernel).reshape(-1, 3, height - 2, width - 2));
        return Blend(blurred, images, factors);
    }

    /// <param name="images">The images.</param>
    /// <param name="turns">By how much of the colour circle the hue moves, -0.5..0.5.</param>
    public static Tensor Hue(Tensor images, Tensor turns)
    {
        Tensor red = images.narrow(1, 0, 1), green = images.narrow(1, 1, 1), blue = images.narrow(1, 2, 1);
        Tensor value = images.amax(new long[] { 1 }).unsqueeze(1);
        Tensor chroma = value - images.amin(new long[] { 1 }).unsqueeze(1);
        Tensor divisor = where(chroma.eq(0), chroma.ones_like(), chroma);
        Tensor sixths = where(
            red.eq(value), (green - blue) / divisor,
            where(green.eq(value), ((blue - red) / divisor) + 2, ((red - green) / divisor) + 4)) + (PixelPlane.Each(turns) * 6);

        // Each channel falls from the value by the chroma, one sixth after the other, along the colour circle.
        Tensor Channel(double start)
        {
            Tensor k = (sixths + start).remainder(6);
            return value - (chroma * k.minimum(4 - k).clamp_(0, 1));
        }

        return cat(new[] { Channel(5), Channel(3), Channel(1) }, 1);
    }

    private static Tensor Grey(Tensor images) =>
        (images.narrow(1, 0, 1) * 0.2989) + (images.narrow(1, 1, 1) * 0.587) + (images.narrow(1, 2, 1) * 0.114);

    private static Tensor Blend(Tensor from, Tensor images, Tensor factors) => (from + ((images - from) * PixelPlane.Each(factors))).clamp_(0, 255);
}
