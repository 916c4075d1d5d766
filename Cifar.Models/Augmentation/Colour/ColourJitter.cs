using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Colour;

/// <summary>Brightness, contrast, saturation and hue, in this order, by random amounts.</summary>
internal static class ColourJitter
{
    public static Tensor Apply(Tensor images, AugmentationPolicy policy, Draws draws, Participation picks)
    {
        Tensor Factors(double spread) => picks.Values(AugmentationPart.ColourJitter, draws.Uniform(Math.Max(0, 1 - spread), 1 + spread), 1);
        if (policy.Brightness > 0)
        {
            images = ColourChanges.Brightness(images, Factors(policy.Brightness));
        }

        if (policy.Contrast > 0)
        {
            images = ColourChanges.Contrast(images, Factors(policy.Contrast));
        }

        if (policy.Saturation > 0)
        {
            images = ColourChanges.Saturation(images, Factors(policy.Saturation));
        }

        return policy.Hue > 0
            ? ColourChanges.Hue(images, picks.Values(AugmentationPart.ColourJitter, draws.Symmetric(policy.Hue), 0))
            : images;
    }
}
