using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Images;

/// <summary>Files that are no good image are refused with a reason; nothing crashes and nothing half decoded comes out.</summary>
public sealed class DamagedImageTests
{
    public static TheoryData<string> Names => ImageFixtures.Names;

    [Theory, MemberData(nameof(Names))]
    public void A_file_cut_anywhere_is_refused_or_complete(string name)
    {
        byte[] file = ImageFixtures.Bytes(name);
        using MLImage whole = ImageFixtures.Decode(file);
        for (int length = 0; length < file.Length; length += 10)
        {
            if (TryDecode(file[..length]) is not MLImage image)
                continue;
            // Only the padding after the last row of a BMP may be missing.
            Assert.EndsWith(".bmp", name, StringComparison.Ordinal);
            Assert.Equal(whole.Pixels, image.Pixels);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Flipped_bits_crash_nothing(string name)
    {
        byte[] file = ImageFixtures.Bytes(name);
        var random = new Random(name.Length * 7919 + file.Length);
        for (int round = 0; round < 60; round++)
        {
            byte[] damaged = [.. file];
            for (int flip = random.Next(1, 9); flip > 0; flip--)
                damaged[random.Next(random.Next(2) == 0 ? damaged.Length : Math.Min(damaged.Length, 48))] ^= (byte)(1 << random.Next(8));
            using MLImage? image = TryDecode(damaged);
            if (image is not null)
                Assert.Equal(image.Width * image.Height * 4, image.Pixels.Length);
        }
    }

    [Theory]
    [InlineData("rgb8.png"), InlineData("palette8-transparency.png"), InlineData("rgba16-interlaced.png")]
    public void Any_flipped_bit_of_a_PNG_is_noticed(string name)
    {
        byte[] file = ImageFixtures.Bytes(name);
        for (int i = 0; i < file.Length; i++)
        {
            byte[] damaged = [.. file];
            damaged[i] ^= (byte)(1 << i % 8);
            Assert.Null(TryDecode(damaged));
        }
    }

    [Theory]
    [InlineData("rgb8.png", "truncated"), InlineData("color.jpg", "Premature end"), InlineData("lossy.webp", "truncated")]
    [InlineData("plain.gif", "truncated"), InlineData("rgb24.bmp", "truncated"), InlineData("rle8.bmp", "truncated")]
    public void Half_a_file_is_called_truncated(string name, string reason)
    {
        byte[] file = ImageFixtures.Bytes(name);
        Assert.Contains(reason, Refusal(file[..(file.Length * 3 / 4)]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_of_50000_x_50000_pixels_is_refused_before_memory_is_taken()
    {
        byte[] png = ImageFixtures.Bytes("rgb8.png");
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 50_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 50_000);
        byte[] bmp = ImageFixtures.Bytes("rle8.bmp");
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), 50_000);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), 50_000);
        byte[] gif = ImageFixtures.Bytes("plain.gif");
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(6), 50_000);
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(8), 50_000);
        byte[] jpeg = ImageFixtures.Bytes("color.jpg");
        int frame = jpeg.AsSpan().IndexOf<byte>([0xff, 0xc0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 50_000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 50_000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte[] bomb in new[] { png, bmp, gif, jpeg })
            Assert.Contains("50000 x 50000 pixels, more than the limit of 25000000", Refusal(bomb).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("", "empty"), InlineData("This is no image.", "no PNG, JPEG, WebP, GIF or BMP")]
    [InlineData("BM", "truncated"), InlineData("GIF89a", "truncated")]
    [InlineData("\u00ff\u00d8\u00ff", "libjpeg"), InlineData("RIFF\u0001\0\0\0WEBP", "libwebp"), InlineData("\u0089PNG\r\n\u001a\n", "truncated")]
    public void What_is_no_image_is_refused_with_the_reason(string content, string reason) =>
        Assert.Contains(reason, Refusal(Encoding.Latin1.GetBytes(content)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_text_file_called_png_is_refused_by_name()
    {
        using var file = new TemporaryFile(".png", "Not an image at all."u8.ToArray());
        var refusal = Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile(file.Path));
        Assert.Contains(file.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("no PNG", refusal.Message, StringComparison.Ordinal);
    }

    static ArgumentException Refusal(byte[] file) => Assert.Throws<ArgumentException>(() => ImageFixtures.Decode(file));

    static MLImage? TryDecode(byte[] file)
    {
        try
        {
            return ImageFixtures.Decode(file);
        }
        catch (ArgumentException refusal)
        {
            Assert.NotEmpty(refusal.Message);
            return null;
        }
    }
}
