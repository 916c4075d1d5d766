using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Tests.Models;

public sealed class SharpeningKernelTests
{
    [Fact]
    public void Sharpening_equals_OpenCV_filter2D_bit_for_bit()
    {
        int count = 0;
        foreach ((int height, int width, byte[] input, byte[] expected) in UnsharpFixtures.FromOpenCv())
        {
            Assert.Equal(expected, SharpeningKernel.Default.Apply(input, height, width));
            count++;
        }

        Assert.Equal(23, count);
    }

    [Theory]
    [InlineData(1, 0.8, 0.5, 0)]
    [InlineData(2, 1.0, 1.0, 10)]
    [InlineData(3, 2.0, 3.0, 0)]
    [InlineData(5, 4.0, 10.0, 40)]
    [InlineData(16, 8.0, 1.0, 3)]
    public void A_Gaussian_kernel_sharpens_as_the_plain_formula_says(int radius, double sigma, double amount, double threshold)
    {
        var kernel = SharpeningKernel.FromGaussian(radius, sigma, amount, threshold);
        foreach ((int height, int width) in new[] { (1, 1), (3, 40), (17, 33), (32, 32) })
        {
            byte[] pixels = Images.Random(3 * height * width, seed: radius);
            Assert.Equal(Plain(kernel, pixels, height, width), kernel.Apply(pixels, height, width));
        }
    }

    [Fact]
    public void A_Gaussian_kernel_is_close_to_unsharp_masking_in_floating_point()
    {
        const int Side = 24;
        var kernel = SharpeningKernel.FromGaussian(4, 1.5, 1.5);
        byte[] pixels = Images.Random(Side * Side, seed: 1);
        byte[] actual = kernel.Apply(pixels, Side, Side);

        double[] profile = [.. Enumerable.Range(-4, 9).Select(x => Math.Exp(-x * x / 4.5))];
        double total = profile.Sum() * profile.Sum();
        for (int y = 4; y < Side - 4; y++)
        {
            for (int x = 4; x < Side - 4; x++)
            {
                double blurred = 0;
                for (int i = 0; i < 81; i++)
                {
                    blurred += profile[i / 9] * profile[i % 9] / total * pixels[((y + (i / 9) - 4) * Side) + x + (i % 9) - 4];
                }

                double pixel = pixels[(y * Side) + x];
                Assert.InRange(actual[(y * Side) + x], Math.Clamp(pixel + (1.5 * (pixel - blurred)), 0, 255) - 1, Math.Clamp(pixel + (1.5 * (pixel - blurred)), 0, 255) + 1);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(255)]
    public void Sharpening_leaves_a_flat_image_alone(byte level)
    {
        byte[] flat = [.. Enumerable.Repeat(level, 3 * 9 * 13)];
        Assert.Equal(flat, SharpeningKernel.Default.Apply(flat, 9, 13));
        Assert.Equal(flat, SharpeningKernel.FromGaussian(7, 2.5, 4, 5).Apply(flat, 9, 13));
    }

    [Fact]
    public void A_high_threshold_leaves_every_image_alone()
    {
        byte[] pixels = Images.Random(3 * 32 * 32, seed: 5);
        Assert.Equal(pixels, SharpeningKernel.FromGaussian(2, 1, 1, 255).Apply(pixels, 32, 32));
    }

    [Fact]
    public void Whole_batches_are_sharpened_as_their_images_are()
    {
        byte[] batch = Images.Random(5 * 3 * 16 * 20, seed: 2);
        byte[] whole = SharpeningKernel.Default.Apply(batch, 16, 20);
        byte[] parts = [.. batch.Chunk(3 * 16 * 20).SelectMany(image => SharpeningKernel.Default.Apply(image, 16, 20))];
        Assert.Equal(parts, whole);
    }

    [Fact]
    public void Kernels_are_equal_when_their_numbers_are()
    {
        Assert.Equal(SharpeningKernel.FromGaussian(2, 1), SharpeningKernel.FromGaussian(2, 1));
        Assert.NotEqual(SharpeningKernel.FromGaussian(2, 1), SharpeningKernel.FromGaussian(2, 1, threshold: 1));
    }

    [Theory]
    [InlineData(4, 16, 256, "Size is 4; it must be odd, 1 to 33.")]
    [InlineData(35, 1225, 256, "Size is 35; it must be odd, 1 to 33.")]
    [InlineData(3, 8, 256, "Weights has 8 numbers; a kernel of size 3 must have 9.")]
    [InlineData(3, 9, 100, "Divisor is 100; it must be a power of two, 1 to 65536.")]
    [InlineData(3, 9, 0, "Divisor is 0; it must be a power of two, 1 to 65536.")]
    public void Impossible_kernels_are_refused(int size, int count, int divisor, string message)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => new SharpeningKernel(size, new int[count], divisor));
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData(0, 1, 1, 0)]
    [InlineData(17, 1, 1, 0)]
    [InlineData(1, double.NaN, 1, 0)]
    [InlineData(1, 1, -1, 0)]
    [InlineData(1, 1, 1, 256)]
    public void Gaussian_parameters_out_of_range_are_refused(int radius, double sigma, double amount, double threshold) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SharpeningKernel.FromGaussian(radius, sigma, amount, threshold));

    [Fact]
    public void Pixels_that_are_no_whole_planes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SharpeningKernel.Default.Apply(new byte[10], 3, 3));
        var pixels = new byte[9];
        Assert.Throws<ArgumentException>(() => SharpeningKernel.Default.Apply(pixels, 3, 3, pixels));
    }

    private static byte[] Plain(SharpeningKernel kernel, byte[] pixels, int height, int width)
    {
        int radius = kernel.Size / 2;
        return [.. pixels.Select((pixel, i) =>
        {
            int start = i / (height * width) * height * width, y = (i - start) / width, x = (i - start) % width;
            long sum = 0;
            for (int j = 0; j < kernel.Weights.Count; j++)
            {
                sum += (long)kernel.Weights[j] * pixels[start + (Mirror(y + (j / kernel.Size) - radius, height) * width) + Mirror(x + (j % kernel.Size) - radius, width)];
            }

            return Math.Abs(sum - ((long)pixel * kernel.Divisor)) < kernel.Threshold
                ? pixel
                : (byte)Math.Clamp(Math.Round((double)sum / kernel.Divisor, MidpointRounding.ToEven), 0, 255);
        })];
    }

    private static int Mirror(int position, int length)
    {
        while (length > 1 && (position < 0 || position >= length))
        {
            position = position < 0 ? -position : (2 * (length - 1)) - position;
        }

        return length == 1 ? 0 : position;
    }
}
