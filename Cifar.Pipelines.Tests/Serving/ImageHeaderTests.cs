using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.CommandLine;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Serving;

public sealed class ImageHeaderTests
{
    private static readonly string[] Names =
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "images")).Select(path => Path.GetFileName(path)).Where(name => !name.EndsWith(".rgba", StringComparison.Ordinal))];

    public static TheoryData<string> Files => [.. Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_header_tells_the_size_that_decoding_finds(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "images", name);
        var header = ImageHeader.Read(File.ReadAllBytes(path));
        using var image = MLImage.CreateFromFile(path);
        // A picture that lies on its side is turned when it is decoded.
        Assert.Contains((image.Width, image.Height), new[] { ((int)header.Width, (int)header.Height), ((int)header.Height, (int)header.Width) });
        Assert.StartsWith(header.Format[..2].ToUpperInvariant(), Path.GetExtension(name)[1..].Replace("jpg", "jpeg", StringComparison.Ordinal).ToUpperInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public void Beginnings_of_files_are_rejected_or_understood()
    {
        foreach (string name in Names)
        {
            byte[] file = DamagedImages.Sample(name);
            for (int length = 0; length < Math.Min(file.Length, 200); length++)
            {
                try
                {
                    ImageHeader.Read(file.AsSpan(0, length));
                }
                catch (ImageRejectedException rejected)
                {
                    Assert.NotEqual("", rejected.Message);
                }
            }
        }
    }

    [Fact]
    public void Gigapixels_and_empty_pictures_are_rejected_before_decoding()
    {
        var limits = new CifarClassifierOptions();
        foreach (var (name, bytes) in GiantImages.All())
        {
            var rejected = Assert.Throws<ImageRejectedException>(() => PictureReader.Decode(bytes, limits));
            Assert.True(rejected.Reason is ImageRejection.TooManyPixels or ImageRejection.Damaged, $"{name}: {rejected.Reason}");
            Assert.Null(rejected.InnerException); // No decoder was asked.
        }
    }

    [Fact]
    public void A_jpeg_that_draws_the_picture_a_thousand_times_is_rejected()
    {
        byte[] scans = [.. Enumerable.Repeat<byte[]>([0xff, 0xda, 0, 2], 1000).SelectMany(scan => scan)];
        byte[] file = [.. DamagedImages.Sample("progressive.jpg")[..^2], .. scans, 0xff, 0xd9];
        Assert.Equal(ImageRejection.TooManyPixels, Assert.Throws<ImageRejectedException>(() => ImageHeader.Read(file)).Reason);
    }
}
