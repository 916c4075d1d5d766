using Cifar.Pipelines.Tests.Images;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>Pictures of one format; they say themselves which.</summary>
internal static class ImageTarget
{
    public static FuzzTarget Of(string extension)
    {
        byte[][] whole = [.. ImageFixtures.Names.Cast<object[]>().Select(row => (string)row[0]).Where(name => name.EndsWith(extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(ImageFixtures.Bytes)];
        return new FuzzTarget(whole)
        {
            Refuses = error => error is ArgumentException,

            // The largest picture that is decoded at all, and a little.
            MostBytes = (25_000_000L * 4) + (1 << 20),
            Parse = input =>
            {
                using MLImage image = ImageFixtures.Decode(input);
                Assert.Equal(image.Width * image.Height * 4, image.Pixels.Length);
            },
        };
    }
}
