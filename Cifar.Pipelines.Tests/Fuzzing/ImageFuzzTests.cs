using Cifar.Pipelines.Tests.Images;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Fuzzing;

public sealed class ImageFuzzTests
{
    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    [InlineData(".gif")]
    [InlineData(".bmp")]
    public void A_damaged_picture_is_decoded_or_refused(string extension)
    {
        byte[][] whole = [.. ImageFixtures.Names.Cast<object[]>().Select(row => (string)row[0]).Where(name => name.EndsWith(extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(ImageFixtures.Bytes)];
        var fuzzer = new Fuzzer($"image{extension}", rounds: 200, whole)
        {
            Refuses = error => error is ArgumentException,

            // The largest picture that is decoded at all, and a little.
            MostBytes = (25_000_000L * 4) + (1 << 20),
        };
        fuzzer.Run(input =>
        {
            using MLImage image = ImageFixtures.Decode(input);
            Assert.Equal(image.Width * image.Height * 4, image.Pixels.Length);
        });
    }
}
