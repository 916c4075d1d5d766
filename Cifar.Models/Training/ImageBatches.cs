using Cifar.Models.Onnx;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>All images in one tensor, from which normalised (and augmented) batches are gathered.</summary>
/// <remarks>
/// Images lie channels-last, [N, H, W, 3]: a pixel is gathered as one piece, shift and mirror are arithmetic on its address, and what comes out has
/// the memory layout in which libtorch convolves fastest. Nothing here loops over images.
/// </remarks>
internal sealed class ImageBatches
{
    private const int Channels = PixelNormalization.Channels;

    private readonly int height;
    private readonly int width;
    private readonly Device device;
    private readonly Tensor images;
    private readonly Tensor pixels;
    private readonly Tensor labels;
    private readonly Tensor offset;
    private readonly Tensor scale;
    private readonly Tensor rows;
    private readonly Tensor columns;

    public ImageBatches(TrainingData data, Device device)
    {
        this.device = device;
        height = data.Height;
        width = data.Width;
        long[] shape = [data.Count, Channels, height, width];
        Tensor planar = data.Values is byte[] bytes ? tensor(bytes, shape) : tensor((float[])data.Values, shape);
        images = planar.permute(0, 2, 3, 1).reshape(data.Count, (long)height * width * Channels).to(device);
        planar.Dispose();
        pixels = images.reshape((long)data.Count * height * width, Channels);
        labels = tensor(Array.ConvertAll(data.Labels, label => (long)label), new long[] { data.Count }).to(device);

        // One number for every value of an image: adding rows of equal length is ten times as fast as broadcasting over three channels.
        offset = tensor(data.Normalization.Offset.ToArray(), new long[] { Channels }).repeat(height * width).to(device);
        scale = tensor(data.Normalization.Scale.ToArray(), new long[] { Channels }).repeat(height * width).to(device);
        rows = arange(height, int64, device).reshape(1, height);
        columns = arange(width, int64, device).reshape(1, width);
    }

    /// <summary>Labels of the images with the given indices: int64 [B].</summary>
    public Tensor Labels(Tensor indices) => labels.index_select(0, indices);

    /// <summary>The images with the given indices, as they are: float32 [B, 3, H, W].</summary>
    public Tensor Plain(Tensor indices) => Normalize(images.index_select(0, indices));

    /// <summary>The images with the given indices, each shifted and mirrored at random: float32 [B, 3, H, W].</summary>
    /// <param name="indices">Int64 [B].</param>
    /// <param name="flip">Whether half of the images, on average, are mirrored left to right.</param>
    /// <param name="translate">Largest shift in pixels, below height and width.</param>
    public Tensor Augmented(Tensor indices, bool flip, int translate)
    {
        if (!flip && translate == 0)
        {
            return Plain(indices);
        }

        long count = indices.shape[0];
        Tensor y = rows;
        Tensor x = columns;
        if (flip)
        {
            Tensor mirrored = rand(new long[] { count, 1 }, device: device).lt(0.5);
            x = where(mirrored, (width - 1) - x, x);
        }

        if (translate > 0)
        {
            y = Reflect(y + Shifts(count, translate), height);
            x = Reflect(x + Shifts(count, translate), width);
        }

        Tensor first = indices.reshape(count, 1, 1) * height;
        Tensor addresses = ((first + y.unsqueeze(2)) * width) + x.unsqueeze(1);
        return Normalize(pixels.index_select(0, addresses.reshape(-1)).reshape(count, (long)height * width * Channels));
    }

    private Tensor Shifts(long count, int translate) => randint(-translate, translate + 1, new long[] { count, 1 }, int64, device);

    /// <summary>Coordinates outside the image count back from its edge.</summary>
    private static Tensor Reflect(Tensor coordinates, int length) => (length - 1) - ((length - 1) - coordinates.abs()).abs();

    private Tensor Normalize(Tensor values) => values.to(ScalarType.Float32).sub_(offset).mul_(scale).reshape(-1, height, width, Channels).permute(0, 3, 1, 2);
}
