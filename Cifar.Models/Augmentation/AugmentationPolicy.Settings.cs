namespace Cifar.Models.Augmentation;

public sealed partial record AugmentationPolicy
{
    /// <summary>Mirroring left to right while batches are gathered, which costs nothing. Text: <c>flip</c>, <c>flip=alternating</c>.</summary>
    /// <value><see cref="FlipMode.None"/>.</value>
    public FlipMode Flip { get; init; }

    /// <summary>Largest shift in pixels in each direction while batches are gathered; what comes in is mirrored. Text: <c>translate=2</c>.</summary>
    /// <value>0. 0 to 64; below the height and width of the images.</value>
    public int Translate { get; init; }

    /// <summary>How many of the other augmentations each image gets, chosen at random; null for all of them. Text: <c>pick=0..3</c>.</summary>
    /// <remarks>
    /// The number is drawn evenly for each image, and then which ones; the order stays fixed. <see cref="Flip"/>, <see cref="Translate"/> and mixing are not
    /// among them: use <see cref="Mirror"/> for a flip that is.
    /// </remarks>
    /// <value>Null. Whole numbers, 0 or more.</value>
    public ValueRange? Pick { get; init; }

    /// <summary>Probability of mirroring left to right together with the other geometry. Text: <c>mirror=0.5</c>.</summary>
    /// <value>0. 0 to 1.</value>
    public double Mirror { get; init; }

    /// <summary>Probability of mirroring top to bottom. Text: <c>mirror-vertical=0.5</c>.</summary>
    /// <value>0. 0 to 1.</value>
    public double MirrorVertical { get; init; }

    /// <summary>Largest shift to the left or right, as a share of the width. Text: <c>shift-x=0.1</c>.</summary>
    /// <value>0. 0 to 1.</value>
    public double ShiftX { get; init; }

    /// <summary>Largest shift up or down, as a share of the height. Text: <c>shift-y=0.1</c>.</summary>
    /// <value>0. 0 to 1.</value>
    public double ShiftY { get; init; }

    /// <summary>Largest rotation about the centre, in degrees, in both directions. Text: <c>rotate=15</c>.</summary>
    /// <value>0. 0 to 180.</value>
    public double Rotation { get; init; }

    /// <summary>Range of the magnification about the centre, drawn for width and height separately. Text: <c>zoom=0.8..1.2</c>.</summary>
    /// <value>1..1. 0.1 to 10.</value>
    public ValueRange Zoom { get; init; } = new(1, 1);

    /// <summary>Largest angle, in degrees and both directions, by which vertical lines lean over. Text: <c>shear=10</c>.</summary>
    /// <value>0. 0 to 60.</value>
    public double Shear { get; init; }

    /// <summary>Most pixels cut off each of the four sides, drawn one by one; the rest is stretched back to full size. Text: <c>crop=12</c>.</summary>
    /// <value>0. 0 to 256; no more than 3/8 of a side is cut, so that a quarter of the image always remains in each direction.</value>
    public int Crop { get; init; }

    /// <summary>Probability of a grid distortion: cells of a 5x5 grid are stretched or squeezed, rows and columns each by factors of their own.
    /// Text: <c>grid-distortion=0.2</c>.</summary>
    /// <value>0. 0 to 1.</value>
    public double GridDistortion { get; init; }

    /// <summary>How much a cell of the grid distortion is stretched or squeezed at most, as a share of its size. Text: <c>grid-distortion-limit=0.3</c>.</summary>
    /// <value>0.3. 0 to 0.9.</value>
    public double GridDistortionLimit { get; init; } = 0.3;

    /// <summary>Probability of an elastic transform (Simard, Steinkraus, Platt 2003). Text: <c>elastic=0.2</c>.</summary>
    /// <value>0. 0 to 1.</value>
    public double Elastic { get; init; }

    /// <summary>Scale of the displacements of the elastic transform, in pixels before smoothing. Text: <c>elastic-alpha=34</c>.</summary>
    /// <value>34 (the paper's; with a sigma of 4, displacements of about 1.4 pixels). 0 to 1000.</value>
    public double ElasticAlpha { get; init; } = 34;

    /// <summary>Width (standard deviation), in pixels, of the Gaussian that smooths the displacements of the elastic transform. Text: <c>elastic-sigma=4</c>.</summary>
    /// <value>4. 0.5 to 50.</value>
    public double ElasticSigma { get; init; } = 4;

    /// <summary>How far the elastic transform also moves each of three points by an affine map, as a share of the image. Text: <c>elastic-affine=0.22</c>.</summary>
    /// <value>0. 0 to 0.3.</value>
    public double ElasticAffine { get; init; }

    /// <summary>What geometric changes show beyond the edge of the image. Text: <c>fill=reflect</c>, <c>fill=edge</c>, <c>fill=constant</c>.</summary>
    /// <value><see cref="FillMode.Reflect"/>.</value>
    public FillMode Fill { get; init; }

    /// <summary>Half-width of the range of brightness factors around 1. Text: <c>brightness=0.4</c>.</summary>
    /// <value>0. 0 to 10.</value>
    public double Brightness { get; init; }

    /// <summary>Half-width of the range of contrast factors around 1. Text: <c>contrast=0.4</c>.</summary>
    /// <value>0. 0 to 10.</value>
    public double Contrast { get; init; }

    /// <summary>Half-width of the range of saturation factors around 1. Text: <c>saturation=0.4</c>.</summary>
    /// <value>0. 0 to 10.</value>
    public double Saturation { get; init; }

    /// <summary>Largest shift of the hue, in turns of the colour circle. Text: <c>hue=0.1</c>.</summary>
    /// <value>0. 0 to 0.5.</value>
    public double Hue { get; init; }

    /// <summary>Largest share of cells that turn black; the share is drawn for each image. Text: <c>coarse-dropout=0.2</c>.</summary>
    /// <value>0. 0 to 1.</value>
    public double CoarseDropout { get; init; }

    /// <summary>Cells of coarse dropout along a side, as a share of its pixels, drawn for each image and side; at least 4. Text: <c>coarse-dropout-cells=0.02..0.25</c>.</summary>
    /// <value>0.02..0.25. Above 0 to 1.</value>
    public ValueRange CoarseDropoutCells { get; init; } = new(0.02, 0.25);

    /// <summary>Probability that coarse dropout takes other cells in each channel. Text: <c>coarse-dropout-per-channel=0.5</c>.</summary>
    /// <value>0.5. 0 to 1.</value>
    public double CoarseDropoutPerChannel { get; init; } = 0.5;

    /// <summary>Side, in pixels, of the square that is painted over, with its centre anywhere in the image (DeVries, Taylor 2017, arXiv:1708.04552).
    /// Text: <c>cutout=8</c>.</summary>
    /// <value>0. 0 to 256.</value>
    public int Cutout { get; init; }

    /// <summary>Probability of random erasing (Zhong and others 2017, arXiv:1708.04896). Text: <c>erase=0.5</c>.</summary>
    /// <value>0. 0 to 1.</value>
    public double Erase { get; init; }

    /// <summary>Area of the erased rectangle, as a share of the image. Text: <c>erase-area=0.02..0.33</c>.</summary>
    /// <value>0.02..0.33. Above 0 to 1.</value>
    public ValueRange EraseArea { get; init; } = new(0.02, 0.33);

    /// <summary>Height by width of the erased rectangle. Text: <c>erase-ratio=0.3..3.3</c>.</summary>
    /// <value>0.3..3.3. 0.01 to 100.</value>
    public ValueRange EraseRatio { get; init; } = new(0.3, 3.3);

    /// <summary>One of 14 operations of random strength on each image: TrivialAugment Wide (Müller, Hutter 2021, arXiv:2103.10158). Text: <c>trivial</c>.</summary>
    /// <value>false.</value>
    public bool Trivial { get; init; }

    /// <summary>How many of 14 operations each image gets (RandAugment, Cubuk and others 2019, arXiv:1909.13719). Text: <c>rand=2:9</c>, with the strength.</summary>
    /// <value>0. 0 to 8; not together with <see cref="Trivial"/>.</value>
    public int RandOperations { get; init; }

    /// <summary>Strength of the operations of RandAugment.</summary>
    /// <value>9. 0 to 30.</value>
    public int RandMagnitude { get; init; } = 9;

    /// <summary>Blends each image with another: alpha of the beta distribution of the share (Zhang and others 2017, arXiv:1710.09412). Text: <c>mixup=0.2</c>.</summary>
    /// <remarks>With CutMix switched on as well, each image gets one of the two, with equal chances.</remarks>
    /// <value>0: off. 0.01 to 100.</value>
    public double Mixup { get; init; }

    /// <summary>Share of the images that mixup blends. Text: <c>mixup-probability=0.5</c>.</summary>
    /// <value>1. 0 to 1.</value>
    public double MixupProbability { get; init; } = 1;

    /// <summary>Pastes a rectangle of another image: alpha of the beta distribution of the share that stays (Yun and others 2019, arXiv:1905.04899).
    /// Text: <c>cutmix=1</c>.</summary>
    /// <value>0: off. 0.01 to 100.</value>
    public double CutMix { get; init; }

    /// <summary>Share of the images into which CutMix pastes. Text: <c>cutmix-probability=0.5</c>.</summary>
    /// <value>1. 0 to 1.</value>
    public double CutMixProbability { get; init; } = 1;
}
