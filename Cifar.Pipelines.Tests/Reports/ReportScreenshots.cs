using Cifar.Pipelines.Tests.Browsing;
using Cifar.Pipelines.Tests.Documentation;
using Microsoft.Playwright;

namespace Cifar.Pipelines.Tests.Reports;

/// <summary>Pictures of a report that exists, for the documentation: <c>benchmarks/report_screenshots.sh FOLDER</c>. No picture of the data is on them.</summary>
[Trait("Category", "Slow")]
public sealed class ReportScreenshots
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CIFAR_REPORT");

    private static readonly string Images = Environment.GetEnvironmentVariable("CIFAR_SCREENSHOT_FOLDER") ?? Path.Combine(Repository.Root, "docs", "images");

    [SkippableTheory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(375, ColorScheme.Dark)]
    public async Task Parts_of_the_report_become_pictures(int width, ColorScheme colors)
    {
        Skip.If(Folder is null, "CIFAR_REPORT names no folder of a comparison's report.");
        await using var browser = await Browser.Open(new Uri(Path.GetFullPath(Path.Combine(Folder!, "report.html"))), width, colors: colors);
        var page = browser.Page;
        await Save(page, $"comparison-summary-{width}");
        await Show(page, "cost");
        await Save(page, $"comparison-cost-{width}");
        await Show(page, "matrix");
        await page.Locator("#matrix-canvas").EvaluateAsync("canvas => canvas.focus({ preventScroll: true })");

        // A pair beside the diagonal, off the corner: there the classes of a superclass are taken for each other.
        foreach (string key in Enumerable.Repeat("ArrowDown", 13).Concat(Enumerable.Repeat("ArrowRight", 11)))
        {
            await page.Keyboard.PressAsync(key);
        }

        await Save(page, $"comparison-matrix-{width}");
        Assert.Empty(browser.Complaints);
    }

    private static Task Show(IPage page, string section) => page.Locator($"#{section}-heading").EvaluateAsync("heading => heading.scrollIntoView()");

    private static async Task Save(IPage page, string name)
    {
        Directory.CreateDirectory(Images);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Images, name + ".png") });
    }
}
