using System.Text.Json;
using Cifar.Models.Training;

namespace Cifar.Pipelines.Tests.Models.Training;

public sealed class ImageSizesTests
{
    [Theory]
    [InlineData(0, 20)]
    [InlineData(0.4499, 20)]
    [InlineData(0.45, 24)]
    [InlineData(0.7499, 24)]
    [InlineData(0.75, 32)]
    [InlineData(1, 32)]
    public void The_size_grows_with_the_share_of_steps_that_is_done(double share, int side) =>
        Assert.Equal(side, ImageSizes.Parse("20:0.45,24:0.75").At(share, 32));

    [Fact]
    public void No_size_is_larger_than_the_images() => Assert.Equal(22, ImageSizes.Parse("20:0.45,24:0.75").At(0.5, 22));

    [Theory]
    [InlineData("20:0.45,24:0.75", 0, 1, 32, (0.45 * 400) + (0.3 * 576) + (0.25 * 1024))]
    [InlineData("20:0.45,24:0.75", 0.4, 0.5, 32, (0.05 * 400) + (0.05 * 576))]
    [InlineData("20:0.45,24:0.75", 0.9, 1, 32, 0.1 * 1024)]
    [InlineData("20:0.45,24:0.75", 0, 1, 22, (0.45 * 400) + (0.55 * 484))]
    [InlineData("8:1", 0, 1, 32, 64)]
    [InlineData("full", 0.25, 0.5, 10, 25)]
    [InlineData("full", 1, 1, 10, 0)]
    public void Steps_cost_what_their_images_have_of_pixels(string sizes, double from, double to, int full, double cost) =>
        Assert.Equal(cost, ImageSizes.Parse(sizes).Cost(from, to, full), 9);

    [Theory]
    [InlineData("full", "full", 0)]
    [InlineData("", "full", 0)]
    [InlineData("20:0.45,24:0.75", "20:0.45,24:0.75", 24)]
    [InlineData("8:0.10, 9:1 ", "8:0.1,9:1", 9)]
    public void The_text_form_is_read_and_written(string text, string written, int largest)
    {
        ImageSizes sizes = ImageSizes.Parse(text);
        Assert.Equal(written, sizes.ToString());
        Assert.Equal(sizes, ImageSizes.Parse(written));
        Assert.Equal(sizes.GetHashCode(), ImageSizes.Parse(written).GetHashCode());
        Assert.Equal(sizes, JsonSerializer.Deserialize<ImageSizes>(JsonSerializer.Serialize(sizes)));
        Assert.Equal((largest, largest == 0), (sizes.Largest, sizes.IsFull));
    }

    [Theory]
    [InlineData("20")]
    [InlineData("20:0.5,")]
    [InlineData("a:0.5")]
    [InlineData("20:b")]
    [InlineData("20:0,5")]
    [InlineData("20:0")]
    [InlineData("20:1.01")]
    [InlineData("20:-0.5")]
    [InlineData("20:NaN")]
    [InlineData("7:0.5")]
    [InlineData("99999999999:0.5")]
    [InlineData("24:0.5,20:0.7")]
    [InlineData("20:0.5,20:0.7")]
    [InlineData("20:0.7,24:0.5")]
    [InlineData("20:0.5:0.7")]
    public void What_is_no_list_of_growing_sizes_is_refused(string text)
    {
        Assert.False(ImageSizes.TryParse(text, null, out ImageSizes? none));
        Assert.Null(none);
        string message = Assert.Throws<FormatException>(() => ImageSizes.Parse(text)).Message;
        Assert.Contains($"'{text}'", message, StringComparison.Ordinal);
        Assert.Contains("20:0.45,24:0.75", message, StringComparison.Ordinal);
    }
}
