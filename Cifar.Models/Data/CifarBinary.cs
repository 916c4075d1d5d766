namespace Cifar.Models.Data;

/// <summary>
/// Folders in the binary layout of CIFAR-100, of any number of images: <c>train.bin</c>, <c>test.bin</c>, <c>fine_label_names.txt</c>
/// and <c>coarse_label_names.txt</c>.
/// </summary>
/// <remarks>
/// A record has 3,074 bytes: superclass, class, then the red, green and blue plane of 32x32 pixels, row by row. Records follow each
/// other without header. The label files have one name a line; up to 256 classes. The members keep no state; concurrent reading is
/// safe, concurrent writing into one folder leaves whole files, of whoever was last.
/// </remarks>
public static class CifarBinary
{
    /// <summary>Columns of an image.</summary>
    /// <value>32 pixels.</value>
    public const int Width = 32;

    /// <summary>Rows of an image.</summary>
    /// <value>32 pixels.</value>
    public const int Height = 32;

    /// <summary>Bytes of pixels in a record.</summary>
    /// <value>3,072.</value>
    public const int PixelBytes = 3 * Width * Height;

    /// <summary>Bytes of a record: two labels and the pixels.</summary>
    /// <value>3,074.</value>
    public const int RecordBytes = 2 + PixelBytes;

    /// <summary>File name of the list of class names.</summary>
    /// <value><c>fine_label_names.txt</c>.</value>
    public const string FineNamesFile = "fine_label_names.txt";

    /// <summary>File name of the list of superclass names.</summary>
    /// <value><c>coarse_label_names.txt</c>.</value>
    public const string CoarseNamesFile = "coarse_label_names.txt";

    /// <summary>The name of the file that holds a split.</summary>
    /// <param name="split">Which split.</param>
    /// <returns><c>train.bin</c> or <c>test.bin</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="split"/> is neither.</exception>
    public static string FileName(Cifar100Split split) => split switch
    {
        Cifar100Split.Train => "train.bin",
        Cifar100Split.Test => "test.bin",
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "The split must be Train or Test."),
    };

    /// <summary>Reads one split of a folder and checks every label.</summary>
    /// <param name="folder">The folder with the two label files and the file of the split.</param>
    /// <param name="split">Which split to read.</param>
    /// <returns>
    /// The images in file order. Where the records leave the superclass of some class open (it occurs in neither file), the set
    /// is returned without superclasses.
    /// </returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">A file is missing; the message names it.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is damaged: not a whole number of records, a label without a name, a class with two superclasses, a list of names
    /// that is none. The message names the file, what was found and what was expected.
    /// </exception>
    public static LabeledImages Load(string folder, Cifar100Split split) => CifarBinaryReader.Read(folder, split, expected: null);

    /// <summary>Writes one split and the label files; the folder is made where it is missing.</summary>
    /// <param name="folder">Where to write. Files of the same names are replaced, each in one step.</param>
    /// <param name="split">Which split the images are.</param>
    /// <param name="images">At least one image of 32x32 with at most 256 classes and superclasses.</param>
    /// <exception cref="ArgumentException">The images do not fit the layout.</exception>
    /// <exception cref="IOException">
    /// The folder already holds a set with other class names, which would no longer fit its other split; or writing failed.
    /// </exception>
    public static void Save(string folder, Cifar100Split split, LabeledImages images) => CifarBinaryWriter.Write(folder, split, images);
}
