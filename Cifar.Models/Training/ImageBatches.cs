using Cifar.Models.Augmentation;
using Cifar.Models.Onnx;
using TorchSharp;
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
    private readonly AugmentationPolicy policy;
    private readonly BatchAugmentation augmentation;
    private readonly Tensor images;
    private readonly Tensor pixels;
    private readonly Tensor labels;
    private readonly Tensor offset;
    private readonly Tensor scale;
    private readonly Tensor rows;
    private readonly Tensor columns;

    /// <param name="data">The images.</param>
    /// <param name="policy">What <see cref="Augmented"/> does to them; a shift is below height and width.</param>
    /// <param name="device">Where they go.</param>
    public ImageBatches(TrainingData data, AugmentationPolicy policy, Device device)
    {
        this.device = device;
        this.policy = policy;
        height = data.Height;
        width = data.Width;
        // What comes in from outside an image is then 0 for the network.
        augmentation = new(policy, height, width, [.. data.Normalization.Offset], device);
        ScalarType type = (data.Values is byte[]) ? ScalarType.Byte : ScalarType.Float32;
        images = data.ForOneTraining && device.type == DeviceType.CPU ? TakenOver(data.Values, type) : ChannelsLast(data.Values, type);
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
    public Tensor Plain(Tensor indices) => Normalize(images.index_select(0, indices).to(ScalarType.Float32));

    /// <summary>The images with the given indices, augmented.</summary>
    /// <param name="indices">Int64 [B].</param>
    /// <param name="mirrored">Bool [B, 1], which images are mirrored left to right; null for none.</param>
    /// <param name="side">The shorter side of the images to be handed out in pixels; the full size where it is no smaller.</param>
    /// <param name="part">The images that are wanted. Random numbers are drawn for all of the batch, so that an image looks the same whatever part it is in.</param>
    public TrainingBatch Augmented(Tensor indices, Tensor? mirrored, int side, BatchPart part)
    {
        // An image may be mixed with any other one of the batch, so all of them are needed then.
        BatchPart made = policy.HasMixing ? BatchPart.Whole(part.Of) : part;
        Tensor values = Gather(indices, mirrored, made).to(ScalarType.Float32);
        MixedBatch batch = new(ToImages(values), Labels(made.In(indices)), null, null);
        if (policy.HasPixels)
        {
            batch = batch with { Images = augmentation.Apply(batch.Images, made) };
        }

        if (policy.HasMixing)
        {
            MixedBatch mixed = augmentation.Mix(batch.Images, batch.Labels);
            batch = new(
                part.In(mixed.Images), part.In(mixed.Labels),
                mixed.OtherLabels is { } others ? part.In(others) : null, mixed.Share is { } shares ? part.In(shares) : null);
        }

        Tensor inputs = Normalize(ToValues(batch.Images));
        return new(Shrink(inputs, side), batch.Labels, batch.OtherLabels, batch.Share);
    }

    /// <summary>Part by part, so that there is never a second copy of all images.</summary>
    private Tensor ChannelsLast(Array planar, ScalarType type)
    {
        const int Part = 1000;
        int length = height * width * Channels;
        int count = planar.Length / length;
        Tensor all = empty([count, length], type, device);
        for (int first = 0; first < count; first += Part)
        {
            using DisposeScope scope = NewDisposeScope();
            int size = Math.Min(Part, count - first);
            Tensor part = frombuffer(planar, type, size * length, (long)first * length).reshape(size, Channels, height, width);
            all.narrow(0, first, size).copy_(part.permute(0, 2, 3, 1).reshape(size, length));
        }

        return all;
    }

    /// <summary>In the memory of the pixels themselves, which nobody else needs any more.</summary>
    private Tensor TakenOver(Array planar, ScalarType type)
    {
        if (planar is byte[] bytes)
        {
            Interleave(bytes);
        }
        else
        {
            Interleave((float[])planar);
        }

        return frombuffer(planar, type).reshape(-1, (long)height * width * Channels);
    }

    private void Interleave<T>(T[] values)
    {
        int plane = height * width, length = plane * Channels;
        Parallel.For(0, values.Length / length, () => new T[length], (image, _, planar) =>
        {
            Span<T> pixels = values.AsSpan(image * length, length);
            pixels.CopyTo(planar);
            for (int i = 0; i < plane; i++)
            {
                for (int channel = 0; channel < Channels; channel++)
                {
                    pixels[(i * Channels) + channel] = planar[(channel * plane) + i];
                }
            }

            return planar;
        }, _ => { });
    }

    private Tensor Gather(Tensor all, Tensor? mirrored, BatchPart part)
    {
        Tensor indices = part.In(all);
        if (mirrored is null && policy.Translate == 0)
        {
            return images.index_select(0, indices);
        }

        long count = part.Count;
        Tensor y = rows;
        Tensor x = columns;
        if (mirrored is not null)
        {
            x = where(part.In(mirrored), (width - 1) - x, x);
        }

        if (policy.Translate > 0)
        {
            y = Reflect(y + Shifts(part), height);
            x = Reflect(x + Shifts(part), width);
        }

        Tensor first = indices.reshape(count, 1, 1) * height;
        Tensor addresses = ((first + y.unsqueeze(2)) * width) + x.unsqueeze(1);
        return pixels.index_select(0, addresses.reshape(-1)).reshape(count, (long)height * width * Channels);
    }

    private Tensor Shifts(BatchPart part) => part.In(randint(-policy.Translate, policy.Translate + 1, new long[] { part.Of, 1 }, int64, device));

    /// <summary>Coordinates outside the image count back from its edge.</summary>
    private static Tensor Reflect(Tensor coordinates, int length) => (length - 1) - ((length - 1) - coordinates.abs()).abs();

    private Tensor Shrink(Tensor inputs, int side)
    {
        int shorter = Math.Min(height, width);
        return side >= shorter
            ? inputs
            : nn.functional.interpolate(inputs, [(long)height * side / shorter, (long)width * side / shorter], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
    }

    private Tensor ToImages(Tensor values) => values.reshape(-1, height, width, Channels).permute(0, 3, 1, 2);

    private Tensor ToValues(Tensor batch) => batch.permute(0, 2, 3, 1).reshape(-1, (long)height * width * Channels);

    /// <summary>Changes the values in place.</summary>
    private Tensor Normalize(Tensor values) => ToImages(values.sub_(offset).mul_(scale));
}
