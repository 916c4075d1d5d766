using Cifar.Models.Data;
using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.Documentation;
using Microsoft.Playwright;

namespace Cifar.Pipelines.Tests.Serving;

/// <summary>Pictures of the page for the documentation, with generated images on it, and only when they are asked for.</summary>
internal static class Screenshots
{
    private static readonly bool Wanted = Environment.GetEnvironmentVariable("CIFAR_UPDATE_SCREENSHOTS") == "1";

    public static (string Name, byte[] Bytes)[] Pictures()
    {
        var images = SyntheticImages.Generate(Cifar100Split.Test, count: 100);
        int size = 3 * images.Height * images.Width;
        return [.. new[] { 3, 41, 77 }.Select(i => ($"{images.Classes.Fine[images.Labels[i]].Replace(' ', '-')}.png", PngFile.Encode(images.Pixels.AsSpan(i * size, size), images.Height, images.Width)))];
    }

    public static async Task Save(IPage page, string name)
    {
        if (Wanted)
        {
            string folder = Environment.GetEnvironmentVariable("CIFAR_SCREENSHOT_FOLDER") ?? Path.Combine(Repository.Root, "docs", "images");
            Directory.CreateDirectory(folder);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name.ToLowerInvariant() + ".png"), FullPage = true });
        }
    }
}
