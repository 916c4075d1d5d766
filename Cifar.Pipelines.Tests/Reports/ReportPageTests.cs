using Cifar.Models.Data;
using Cifar.Pipelines.Reports;
using Microsoft.Playwright;

namespace Cifar.Pipelines.Tests.Reports;

/// <summary>The pages as a person meets them, in a real browser.</summary>
[Trait("Category", "Slow")]
public sealed class ReportPageTests
{
    private static readonly Lazy<string> RunPage = new(() => HtmlReport.OfRun(
        ReportSamples.Run("sharpened-speed-net", 0.68, 1) with { Pictures = SyntheticImages.Generate(Cifar100Split.Test, ReportSamples.Images) }));

    private static readonly Lazy<string> ComparisonPage = new(() => HtmlReport.OfComparison(ReportSamples.Compare(ReportSamples.Several()), ReportSamples.Several()));

    [SkippableTheory]
    [InlineData("run", 375, ColorScheme.Light)]
    [InlineData("run", 1440, ColorScheme.Dark)]
    [InlineData("comparison", 375, ColorScheme.Dark)]
    [InlineData("comparison", 1440, ColorScheme.Light)]
    public async Task A_page_is_readable_accessible_and_asks_nobody_for_anything(string kind, int width, ColorScheme colors)
    {
        await using var browser = await ReportPage.Open(kind == "run" ? RunPage.Value : ComparisonPage.Value, width, colors);
        var page = browser.Page;
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "the page scrolls sideways");
        Assert.Equal("", await browser.Barriers());
        await page.Locator("#matrix-heading").EvaluateAsync("heading => heading.scrollIntoView()");
        await page.Locator("#matrix-canvas").EvaluateAsync("canvas => canvas.focus({ preventScroll: true })");
        foreach (string key in Enumerable.Repeat("ArrowDown", 14).Concat(Enumerable.Repeat("ArrowRight", 10)))
        {
            await page.Keyboard.PressAsync(key);
        }

        await Assertions.Expect(page.Locator("#matrix-tip")).ToBeVisibleAsync();
        browser.WasQuiet();
    }

    [SkippableFact]
    public async Task Tables_sort_by_a_click_or_a_key_and_say_so()
    {
        await using var browser = await ReportPage.Open(RunPage.Value);
        var table = browser.Page.Locator("#classes table");
        var head = table.Locator("th", new() { HasText = "Recall" });
        var cells = table.Locator("tbody tr td:nth-child(6)");
        Assert.Equal("none", await head.GetAttributeAsync("aria-sort"));
        await head.Locator("button").ClickAsync();
        Assert.Equal("descending", await head.GetAttributeAsync("aria-sort"));
        double[] down = [.. (await cells.AllInnerTextsAsync()).Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(down.OrderDescending(), down);
        Assert.True(down[0] > down[^1]);
        await head.Locator("button").FocusAsync();
        await browser.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("ascending", await head.GetAttributeAsync("aria-sort"));
        var name = table.Locator("th", new() { HasText = "Class" }).First;
        await name.Locator("button").ClickAsync();
        Assert.Equal("none", await head.GetAttributeAsync("aria-sort"));
        string[] names = [.. await table.Locator("tbody th").AllInnerTextsAsync()];
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        browser.WasQuiet();
    }

    [SkippableFact]
    public async Task Rows_without_a_number_come_last_however_a_table_is_sorted()
    {
        await using var browser = await ReportPage.Open(HtmlReport.OfRun(ReportSamples.HostileRun()));
        var table = browser.Page.Locator("#classes table");
        var last = table.Locator("tbody tr:last-child");
        foreach (string _ in new[] { "down", "up" })
        {
            await table.Locator("th button", new() { HasText = "F1" }).ClickAsync();
            Assert.Contains("n/a", await last.InnerTextAsync(), StringComparison.Ordinal);
        }

        Assert.Contains(ReportSamples.Hostile, await table.InnerTextAsync(), StringComparison.Ordinal);
        browser.WasQuiet();
    }

    [SkippableTheory]
    [InlineData(1440)]
    [InlineData(375)]
    public async Task The_matrix_names_the_pair_under_the_pointer_the_finger_and_the_keys(int width)
    {
        await using var browser = await ReportPage.Open(RunPage.Value, width);
        var page = browser.Page;
        var tip = page.Locator("#matrix-tip");
        await page.Locator("#matrix-order").SelectOptionAsync("class");
        await page.Locator("#matrix-canvas").ScrollIntoViewIfNeededAsync();
        var box = (await page.Locator("#matrix-canvas").BoundingBoxAsync())!;
        double cell = box.Width / 100;
        float x = (float)(box.X + (3.5 * cell)), y = (float)(box.Y + (2.5 * cell));
        await (width < 500 ? page.Touchscreen.TapAsync(x, y) : page.Mouse.MoveAsync(x, y));
        await Assertions.Expect(tip).ToBeVisibleAsync();
        var names = SyntheticImages.Classes.Fine;
        Assert.StartsWith($"{names[2]} taken for {names[3]}: ", await tip.InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("#matrix-canvas").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        Assert.StartsWith($"{names[2]} found: ", await tip.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(await tip.InnerTextAsync(), await page.Locator("#matrix-readout").InnerTextAsync());
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(tip).ToBeHiddenAsync();
        browser.WasQuiet();
    }

    [SkippableFact]
    public async Task The_button_turns_light_into_dark_and_back()
    {
        await using var browser = await ReportPage.Open(RunPage.Value);
        Task<string> Background() => browser.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        string light = await Background();
        await browser.Page.Locator("#theme").ClickAsync();
        Assert.NotEqual(light, await Background());
        await browser.Page.Locator("#theme").ClickAsync();
        Assert.Equal(light, await Background());
        browser.WasQuiet();
    }
}
