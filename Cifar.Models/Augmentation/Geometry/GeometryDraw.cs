using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Geometry;

/// <summary>Draws each image's geometry from a policy and multiplies it into one map.</summary>
internal sealed class GeometryDraw
{
    // A quarter of the image is always left.
    private const double MostCut = 3.0 / 8;

    private readonly AugmentationPolicy policy;
    private readonly int height;
    private readonly int width;
    private readonly ElasticField? elastic;

    public GeometryDraw(AugmentationPolicy policy, int height, int width, Device device)
    {
        this.policy = policy;
        this.height = height;
        this.width = width;
        elastic = policy is { Elastic: > 0, ElasticAlpha: > 0 } ? new(policy.ElasticAlpha, policy.ElasticSigma, height, width, device) : null;
    }

    /// <returns>Maps as <see cref="AffineMaps"/> makes them, and displacements, null where there are none.</returns>
    public (Tensor Maps, Tensor? Displacements) Draw(Draws draws, Participation picks)
    {
        Tensor maps = AffineMaps.Mirror(
            picks.Chance(AugmentationPart.Mirror, policy.Mirror), picks.Chance(AugmentationPart.MirrorVertical, policy.MirrorVertical));
        if (policy.Crop > 0)
        {
            maps = maps.bmm(Crop(draws, picks));
        }

        if (policy.ShiftX > 0 || policy.ShiftY > 0)
        {
            Tensor Shift(double share, int side) => picks.Values(AugmentationPart.Shift, draws.Symmetric(share * side), 0);
            maps = maps.bmm(AffineMaps.Shift(Shift(policy.ShiftX, width), Shift(policy.ShiftY, height)));
        }

        if (policy.Rotation > 0)
        {
            maps = maps.bmm(AffineMaps.Rotate(picks.Values(AugmentationPart.Rotation, draws.Symmetric(policy.Rotation), 0)));
        }

        if (policy.HasZoom)
        {
            Tensor Zoom() => picks.Values(AugmentationPart.Zoom, draws.Uniform(policy.Zoom), 1);
            maps = maps.bmm(AffineMaps.Zoom(Zoom(), Zoom()));
        }

        if (policy.Shear > 0)
        {
            maps = maps.bmm(AffineMaps.Shear(picks.Values(AugmentationPart.Shear, draws.Symmetric(policy.Shear), 0)));
        }

        Tensor? displacements = null;
        if (policy.Elastic > 0)
        {
            Tensor changed = picks.Chance(AugmentationPart.Elastic, policy.Elastic).to(ScalarType.Float32);
            maps = maps.bmm(Triangle(draws, changed));
            displacements = elastic?.Draw(draws, changed);
        }

        if (policy.GridDistortion > 0)
        {
            Tensor changed = picks.Chance(AugmentationPart.GridDistortion, policy.GridDistortion).to(ScalarType.Float32);
            Tensor distortion = GridDistortionField.Draw(draws, changed, policy.GridDistortionLimit, height, width);
            displacements = displacements is null ? distortion : displacements + distortion;
        }

        return (maps, displacements);
    }

    private Tensor Crop(Draws draws, Participation picks)
    {
        Tensor Cut(int side) => picks.Values(
            AugmentationPart.Crop, draws.Below(Math.Min(policy.Crop, (int)(side * MostCut)) + 1).to(ScalarType.Float32), 0);
        return AffineMaps.Crop(Cut(width), Cut(width), Cut(height), Cut(height), height, width);
    }

    private Tensor Triangle(Draws draws, Tensor changed)
    {
        double most = policy.ElasticAffine * Math.Min(height, width);
        Tensor moves = (draws.Unit(3, 2) - 0.5) * (2 * most) * changed.reshape(-1, 1, 1);
        return AffineMaps.Triangle(Math.Min(height, width) / 3.0, moves);
    }
}
