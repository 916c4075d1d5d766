using Cifar.Models.Data;
using Microsoft.ML;

namespace Cifar.Pipelines.Data;

/// <summary>Image data sets for <c>mlContext.Data</c>.</summary>
public static class ImageDataCatalog
{
    /// <summary>Loads CIFAR-100, checked; downloads it on first use.</summary>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="split">The 50,000 training or the 10,000 test images.</param>
    /// <param name="folder">A folder with the files of the official binary archive. Null: <c>$CIFAR_DATA</c>, else the user cache, else the download.</param>
    /// <returns>
    /// <c>Image</c> (32 x 32), <c>Label</c> (key of 100 classes, in the official order), <c>CoarseLabel</c> (key of 20 superclasses); all in memory, in the official order.
    /// </returns>
    /// <exception cref="IOException">The data are not there and cannot be downloaded; the message says what to put where.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static IDataView LoadCifar100(this DataOperationsCatalog catalog, Cifar100Split split, string? folder = null) =>
        catalog.LoadLabeledImages(Cifar100.Load(folder ?? Cifar100.Locate(), split));

    /// <summary>Images in memory as data for pipelines.</summary>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="images">The images; not copied.</param>
    /// <returns><c>Image</c>, <c>Label</c> (key, names in class order), and <c>CoarseLabel</c> where there are superclasses. Thread-safe.</returns>
    public static IDataView LoadLabeledImages(this DataOperationsCatalog catalog, LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(images);
        return LabeledImagesDataView.Create(images);
    }

    /// <summary>Pictures in files, decoded when a row is read.</summary>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="files">The files with their classes, for example <c>ImageFolder.Open(path).Train</c>.</param>
    /// <param name="classes">Names of the classes.</param>
    /// <returns>
    /// <c>Image</c> (of any size: put <c>ResizeImages</c> first in a pipeline), <c>Label</c> (key, names in class order), <c>ImagePath</c>. Thread-safe.
    /// </returns>
    /// <remarks>Reading a row whose file holds no picture throws <see cref="InvalidDataException"/> with the name of the file.</remarks>
    public static IDataView LoadImageFiles(this DataOperationsCatalog catalog, IReadOnlyList<ImageFile> files, ClassLabels classes)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(classes);
        return ImageFilesDataView.Create(files, classes);
    }
}
