using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines.Transforms;

/// <summary>A column that holds pictures: an image column, or planar RGB pixels <c>[3, H, W]</c> as a vector of bytes or float32, 0..255.</summary>
internal sealed class PixelColumn
{
    private PixelColumn(DataViewSchema.Column column, int height, int width)
    {
        Column = column;
        Height = height;
        Width = width;
    }

    public DataViewSchema.Column Column { get; }

    public bool IsImage => Column.Type is ImageDataViewType;

    public bool IsBytes => Column.Type is VectorDataViewType { ItemType: var item } && item == NumberDataViewType.Byte;

    /// <summary>0 for an image column whose size is only known row by row.</summary>
    public int Height { get; }

    public int Width { get; }

    public bool HasKnownSize => Height > 0 && Width > 0;

    public static PixelColumn Find(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name)
            ?? throw new ArgumentOutOfRangeException(nameof(name), $"There is no column '{name}'. The columns are: {string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => c.Name))}.");
        switch (column.Type)
        {
            case ImageDataViewType image:
                return new PixelColumn(column, image.Height, image.Width);
            case VectorDataViewType vector when (vector.ItemType == NumberDataViewType.Byte || vector.ItemType == NumberDataViewType.Single)
                && PlanarShape.Of(vector) is { } size:
                return new PixelColumn(column, size.Height, size.Width);
            default:
                throw new ArgumentException(
                    $"Column '{name}' is of type {column.Type}; it must be an image, or planar RGB pixels: a vector [3, H, W] of bytes or float32.", nameof(name));
        }
    }

    /// <summary>Makes a function that fills planar bytes from the current row and tells its height and width.</summary>
    /// <remarks>Pictures are never disposed here: they belong to whoever made them, who may hand the same one out again.</remarks>
    public PlanarReader CreateReader(DataViewRow row)
    {
        if (IsImage)
        {
            var getImage = row.GetGetter<MLImage>(Column);
            return (ref byte[] planar) =>
            {
                // ML.NET's resizing disposes what it is given to write over, and hands out pictures that fit as they are: the last row's may be the caller's.
                MLImage image = null!;
                getImage(ref image);
                if (image is null)
                {
                    throw new InvalidDataException($"Row {row.Position} has no picture in column '{Column.Name}'. Filter such rows out, or check the image paths.");
                }

                Resize(ref planar, 3 * image.Height * image.Width);
                Data.PlanarPixels.Read(image, planar);
                return (image.Height, image.Width);
            };
        }

        if (IsBytes)
        {
            var getBytes = row.GetGetter<VBuffer<byte>>(Column);
            VBuffer<byte> bytes = default;
            return (ref byte[] planar) =>
            {
                getBytes(ref bytes);
                Resize(ref planar, bytes.Length);
                bytes.CopyTo(planar);
                return (Height, Width);
            };
        }

        var getFloats = row.GetGetter<VBuffer<float>>(Column);
        VBuffer<float> floats = default;
        float[] dense = [];
        return (ref byte[] planar) =>
        {
            getFloats(ref floats);
            Resize(ref planar, floats.Length);
            Resize(ref dense, floats.Length);
            floats.CopyTo(dense);
            for (int i = 0; i < dense.Length; i++)
            {
                planar[i] = (byte)Math.Clamp(MathF.Round(dense[i]), 0, 255);
            }

            return (Height, Width);
        };
    }

    private static void Resize<T>(ref T[] buffer, int length)
    {
        if (buffer.Length != length)
        {
            buffer = new T[length];
        }
    }
}

/// <summary>Reads the current row's picture into <paramref name="planar"/>, replacing the array when its length does not fit.</summary>
internal delegate (int Height, int Width) PlanarReader(ref byte[] planar);
