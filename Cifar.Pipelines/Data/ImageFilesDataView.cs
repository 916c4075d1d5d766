using Cifar.Models.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines.Data;

/// <summary>Picture files as an <see cref="IDataView"/>: <c>Image</c>, <c>Label</c>, <c>ImagePath</c>.</summary>
internal static class ImageFilesDataView
{
    public static IDataView Create(IReadOnlyList<ImageFile> files, ClassLabels classes) => new InMemoryDataView(
        files.Count,
        new InMemoryColumn(
            new DataViewSchema.DetachedColumn(ColumnNames.Image, new ImageDataViewType()),
            row => (ValueGetter<MLImage>)((ref MLImage image) => image = Decode(files[row()].Path))),
        KeyColumn.CreateFine(ColumnNames.Label, files.Select(file => file.Label).ToArray(), classes),
        new InMemoryColumn(
            new DataViewSchema.DetachedColumn(ColumnNames.ImagePath, TextDataViewType.Instance),
            row => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> path) => path = files[row()].Path.AsMemory())));

    private static MLImage Decode(string path)
    {
        try
        {
            return MLImage.CreateFromFile(path);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{path} is no picture that can be read: {error.Message} Repair or remove the file.", error);
        }
    }
}
