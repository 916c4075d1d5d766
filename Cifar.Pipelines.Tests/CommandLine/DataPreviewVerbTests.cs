using Cifar.Models.Augmentation;
using Cifar.Models.Data;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary><c>cifar data preview</c>, on small sets.</summary>
[Collection(TorchTests.Name)]
public sealed class DataPreviewVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_sheet_shows_originals_and_versions_at_three_times_their_size()
    {
        string file = folder["new", "sheet.png"];
        var result = (await CliRun.Of("data", "preview", "--data", "synthetic:100,10", "--augment", "standard cutout=8", "--count", "3", "--out", file, "--json")).Succeeds().Json;
        Assert.Equal((3, 8), (result.GetProperty("images").GetInt32(), result.GetProperty("versions").GetInt32()));
        Assert.Equal("flip translate=2 cutout=8", result.GetProperty("policy").GetString());
        Assert.Equal(file, result.GetProperty("file").GetString());
        Assert.True(result.GetProperty("sharpened").GetBoolean());

        using var sheet = MLImage.CreateFromFile(file);
        Assert.True(sheet.Width > 9 * 96 && sheet.Height > 3 * 96);

        // The first picture, somewhere in the sheet, each of its pixels three by three.
        var original = SyntheticImages.Generate(Cifar100Split.Train, 3);
        Assert.True(Contains(sheet, original, 0) && Contains(sheet, original, 2));
    }

    [Fact]
    public async Task Equal_seeds_give_equal_sheets()
    {
        async Task<byte[]> Sheet(string seed, params string[] more)
        {
            (await CliRun.Of(["data", "preview", "--data", "synthetic:20,10", "--augment", "trivial-augment", "--count", "2", "--seed", seed, "--out", folder["a.png"], .. more])).Succeeds();
            return File.ReadAllBytes(folder["a.png"]);
        }

        byte[] first = await Sheet("1");
        Assert.Equal(first, await Sheet("1"));
        Assert.Equal(first, await Sheet("1", "--sharpen"));
        Assert.NotEqual(first, await Sheet("2"));
        Assert.NotEqual(first, await Sheet("1", "--no-sharpen"));
    }

    [Fact]
    public async Task A_policy_that_does_not_exist_is_refused_with_a_suggestion()
    {
        Assert.Contains("Did you mean 'standard'?", (await CliRun.Of("data", "preview", "--data", "synthetic:20,10", "--augment", "standart")).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("it must be 1 to 100", (await CliRun.Of("data", "preview", "--count", "0")).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains("exclude each other", (await CliRun.Of("data", "preview", "--sharpen", "--no-sharpen")).FailsWith(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Previews_flip_alternately_and_shift_by_whole_pixels()
    {
        var images = SyntheticImages.Generate(Cifar100Split.Train, 12);
        var versions = AugmentationPreview.Make(images, AugmentationPolicy.Parse("flip=alternating"), 2, seed: 3);
        for (int i = 0; i < images.Count; i++)
        {
            byte[] original = images.Image(i).ToArray(), mirrored = [.. original.Chunk(32).SelectMany(row => row.Reverse())];
            byte[][] seen = [versions[0].Image(i).ToArray(), versions[1].Image(i).ToArray()];
            Assert.True(seen[0].SequenceEqual(original) ? seen[1].SequenceEqual(mirrored) : seen[0].SequenceEqual(mirrored) && seen[1].SequenceEqual(original));
        }

        var shifted = AugmentationPreview.Make(images, AugmentationPolicy.Parse("translate=2"), 1, seed: 3)[0];
        Assert.All(Enumerable.Range(0, images.Count), i => Assert.Contains(
            from y in Enumerable.Range(-2, 5) from x in Enumerable.Range(-2, 5) select (x, y), shift => IsShifted(images.Image(i), shifted.Image(i), shift.x, shift.y)));
        Assert.Contains("translate is 40", Assert.Throws<ArgumentException>(() =>
            AugmentationPreview.Make(images, AugmentationPolicy.Parse("translate=40"), 1, seed: 0)).Message, StringComparison.Ordinal);
    }

    private static bool IsShifted(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int right, int down)
    {
        static int Inside(int position) => 31 - Math.Abs(31 - Math.Abs(position));
        for (int i = 0; i < to.Length; i++)
        {
            int plane = i / 1024, y = i / 32 % 32, x = i % 32;
            if (to[i] != from[(plane * 1024) + (Inside(y - down) * 32) + Inside(x - right)])
            {
                return false;
            }
        }

        return true;
    }

    private static bool Contains(MLImage sheet, LabeledImages images, int index)
    {
        // Along a line through the sheet, then in full where the first row of pixels fits.
        byte[] pixels = sheet.GetBGRPixels, image = images.Image(index).ToArray();
        int width = sheet.Width;
        bool Fits(int left, int top, int rows)
        {
            for (int y = 0; y < 3 * rows; y++)
            {
                for (int x = 0; x < 96; x++)
                {
                    for (int channel = 0; channel < 3; channel++)
                    {
                        if (pixels[((((top + y) * width) + left + x) * 3) + 2 - channel] != image[(channel * 1024) + (y / 3 * 32) + (x / 3)])
                        {
                            return false;
                        }
                    }
                }
            }

            return true;
        }

        return Enumerable.Range(0, sheet.Height - 95).Any(top => Enumerable.Range(0, width - 95).Any(left => Fits(left, top, 32)));
    }
}
