using System.Text.Json.Serialization;
using Cifar.Models.Onnx;

namespace Cifar.Models.Transfer;

/// <summary>What the catalogue says of a backbone.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Name of its file.</param>
/// <param name="Url">Where to download it; null if it has to be brought along.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Sha256">Hash of the file, lower-case hex.</param>
/// <param name="HashSource">Who published the hash.</param>
/// <param name="Licence">Licence of the weights.</param>
/// <param name="Input">Name of the input.</param>
/// <param name="Layout">NCHW or NHWC.</param>
/// <param name="ImageSize">Height and width it was made for, in pixels.</param>
/// <param name="SizeMultiple">Height and width must be multiples of this.</param>
/// <param name="Mean">Means of red, green and blue, of pixels scaled to 0..1.</param>
/// <param name="Deviation">Standard deviations likewise.</param>
/// <param name="Output">Name of the value with the features; null: what the last fully connected layer reads.</param>
/// <param name="Features">Number of features.</param>
/// <param name="Checked">
/// Whether the very file was opened, run and compared when this entry was written. Else size and hash are those that were published, and everything about
/// what is inside is what its makers say.
/// </param>
/// <param name="Description">What it is, and what is to be known of its weights.</param>
public sealed record BackboneEntry(
    string Name,
    string File,
    Uri? Url,
    long Bytes,
    string Sha256,
    string HashSource,
    string Licence,
    string Input,
    string Layout,
    int ImageSize,
    int SizeMultiple,
    IReadOnlyList<double> Mean,
    IReadOnlyList<double> Deviation,
    string? Output,
    int Features,
    bool Checked,
    string Description)
{
    /// <summary>How pixels 0..255 become inputs.</summary>
    [JsonIgnore]
    public PixelNormalization Normalization => PixelNormalization.FromMeanAndDeviation(Mean, Deviation);
}
