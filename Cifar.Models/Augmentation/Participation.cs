using static TorchSharp.torch;

namespace Cifar.Models.Augmentation;

/// <summary>Which images of a batch take part in which parts of a policy; all in all parts, where it does not pick.</summary>
internal sealed class Participation
{
    private readonly Draws draws;
    private readonly AugmentationPart[] parts = [];
    private readonly Tensor? chosen;

    public Participation(AugmentationPolicy policy, Draws draws)
    {
        this.draws = draws;
        if (policy.Pick is not { } range)
        {
            return;
        }

        // An image's parts in random order, of which the first so many are done.
        parts = [.. Enum.GetValues<AugmentationPart>().Where(part => IsOn(policy, part))];
        Tensor order = draws.Unit(parts.Length).argsort(1).argsort(1);
        Tensor count = draws.Below((long)(range.To - range.From) + 1) + (long)range.From;
        chosen = order.lt(count.unsqueeze(1));
    }

    /// <summary>The values of the images that take part, and a neutral one for the others: float32 [B].</summary>
    public Tensor Values(AugmentationPart part, Tensor values, double neutral) => Mask(part) is { } mask ? where(mask, values, draws.Constant(neutral)) : values;

    /// <summary>The images that take part and that chance chooses: bool [B].</summary>
    public Tensor Chance(AugmentationPart part, double probability)
    {
        Tensor chance = draws.Chance(probability);
        return Mask(part) is { } mask ? chance.logical_and(mask) : chance;
    }

    /// <summary>The images that take part: bool [B]; null for all.</summary>
    public Tensor? Mask(AugmentationPart part) => chosen?.select(1, Array.IndexOf(parts, part));

    private static bool IsOn(AugmentationPolicy policy, AugmentationPart part) => part switch
    {
        AugmentationPart.Mirror => policy.Mirror > 0,
        AugmentationPart.MirrorVertical => policy.MirrorVertical > 0,
        AugmentationPart.Shift => policy.ShiftX > 0 || policy.ShiftY > 0,
        AugmentationPart.Rotation => policy.Rotation > 0,
        AugmentationPart.Zoom => policy.HasZoom,
        AugmentationPart.Shear => policy.Shear > 0,
        AugmentationPart.Crop => policy.Crop > 0,
        AugmentationPart.GridDistortion => policy.GridDistortion > 0,
        AugmentationPart.Elastic => policy.Elastic > 0,
        AugmentationPart.Operations => policy.HasOperations,
        AugmentationPart.ColourJitter => policy.HasColour,
        AugmentationPart.CoarseDropout => policy.CoarseDropout > 0,
        AugmentationPart.Cutout => policy.Cutout > 0,
        _ => policy.Erase > 0,
    };
}
