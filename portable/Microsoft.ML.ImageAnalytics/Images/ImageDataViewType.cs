using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableDataViewType<ImageDataViewType>]

namespace Microsoft.ML.Transforms.Image;

/// <summary>A column of <see cref="MLImage"/>, all of one size, or of any size when height and width are 0.</summary>
public sealed class ImageDataViewType : StructuredDataViewType, ISavableDataViewType, IDataViewTypeLoader
{
    public readonly int Height;
    public readonly int Width;

    public ImageDataViewType(int height, int width) : base(typeof(MLImage))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if ((long)height * width > int.MaxValue / 4)
            throw new ArgumentOutOfRangeException(nameof(height), height, $"An image of {height} x {width} pixels is too large.");
        Height = height;
        Width = width;
    }

    public ImageDataViewType() : base(typeof(MLImage)) { }

    static string IDataViewTypeLoader.Signature => "Image";

    string ISavableDataViewType.Signature => "Image";

    public override bool Equals(DataViewType? other) => other is ImageDataViewType image && image.Height == Height && image.Width == Width;

    public override int GetHashCode() => HashCode.Combine(Height, Width);

    public override string ToString() => Height == 0 && Width == 0 ? "Image" : $"Image<{Height}, {Width}>";

    static DataViewType IDataViewTypeLoader.Load(ModelReader reader) => Load(reader);

    void ISavableDataViewType.Save(ModelWriter writer) => Save(writer);

    internal static ImageDataViewType Load(ModelReader reader)
    {
        (int height, int width) = (reader.ReadInt32(), reader.ReadInt32());
        try
        {
            return height == 0 && width == 0 ? new ImageDataViewType() : new ImageDataViewType(height, width);
        }
        catch (ArgumentException reason)
        {
            throw new InvalidDataException(reason.Message, reason);
        }
    }

    internal void Save(ModelWriter writer)
    {
        writer.Write(Height);
        writer.Write(Width);
    }
}
