using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Fuzzing;

public sealed class ImageFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("image-bmp")]
    [InlineData("image-gif")]
    [InlineData("image-jpeg")]
    [InlineData("image-png")]
    [InlineData("image-webp")]
    public void A_damaged_picture_is_decoded_or_refused(string target) => Fuzzer.Run(target, folder, rounds: 200);
}
