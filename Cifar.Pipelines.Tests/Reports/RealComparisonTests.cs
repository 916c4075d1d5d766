using System.Globalization;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Tests.Browsing;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Models;
using Microsoft.Playwright;

namespace Cifar.Pipelines.Tests.Reports;

/// <summary>A comparison on the real CIFAR-100 test images and its report in a browser.</summary>
[Collection(TorchTests.Name)]
[Trait("Category", "Slow")]
public sealed class RealComparisonTests(RealComparison compared) : IClassFixture<RealComparison>
{
    private const long MostBytes = 5_000_000;

    [SkippableFact]
    public async Task Two_runs_are_compared_on_the_ten_thousand_test_images()
    {
        RealComparison.SkipWithoutImages();
        var json = (await CliRun.Of("compare", compared.Plain, compared.Sharpened, "--json")).Succeeds().Json;
        Assert.Equal(10_000, json.GetProperty("testSet").GetProperty("count").GetInt32());
        var pair = json.GetProperty("pairs")[0];
        var (a, b) = (EvaluationFolder.Read(compared.Plain).Images, EvaluationFolder.Read(compared.Sharpened).Images);
        int differ = a.Zip(b).Count(images => images.First.Correct != images.Second.Correct);
        Assert.Equal(differ, pair.GetProperty("onlyA").GetInt32() + pair.GetProperty("onlyB").GetInt32());
        Assert.Matches("is better than|cannot be told apart", pair.GetProperty("sentence").GetString());
    }

    [SkippableTheory]
    [InlineData(375)]
    [InlineData(1440)]
    public async Task The_pages_are_readable_accessible_small_and_ask_nobody_for_anything(int width)
    {
        RealComparison.SkipWithoutImages();
        foreach (string page in compared.Pages)
        {
            Assert.InRange(new FileInfo(page).Length, 10_000, MostBytes);
            await using var browser = await Browser.Open(new Uri(page), width);
            Assert.True(await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{page} scrolls sideways at {width} pixels");
            Assert.Equal("", await browser.Barriers(_ => true));
            WasQuiet(browser);
        }
    }

    [SkippableFact]
    public async Task Every_table_sorts_by_every_column()
    {
        RealComparison.SkipWithoutImages();
        await using var browser = await Browser.Open(new Uri(compared.Pages[0]));
        foreach (var table in await browser.Page.Locator("table.sortable").AllAsync())
        {
            int columns = await table.Locator("thead th").CountAsync();
            for (int i = 1; i <= columns; i++)
            {
                var head = table.Locator($"thead th:nth-child({i})");
                await head.Locator("button").ClickAsync();
                string order = (await head.GetAttributeAsync("aria-sort"))!;
                Assert.NotEqual("none", order);
                string?[] keys = await table.EvaluateAsync<string?[]>($"table => [...table.tBodies[0].rows].map(row => row.cells[{i - 1}].dataset.sort ?? null)");
                double[] numbers = [.. keys.OfType<string>().Select(key => double.Parse(key, CultureInfo.InvariantCulture))];
                Assert.Equal(order == "descending" ? numbers.OrderDescending() : numbers.Order(), numbers);
            }
        }

        WasQuiet(browser);
    }

    [SkippableFact]
    public async Task The_matrix_names_the_pairs_under_the_pointer_with_their_numbers()
    {
        RealComparison.SkipWithoutImages();
        await using var browser = await Browser.Open(new Uri(compared.Pages[0]));
        var page = browser.Page;
        await page.Locator("#matrix-order").SelectOptionAsync("class");
        foreach (string folder in new[] { compared.Plain, compared.Sharpened })
        {
            await page.Locator("#matrix-run").SelectOptionAsync(Path.GetFileName(folder));
            var report = EvaluationFolder.Read(folder).Record.Report;
            foreach (var confused in report.MostConfused.Take(3))
            {
                await page.Locator("#matrix-canvas").ScrollIntoViewIfNeededAsync();
                var box = (await page.Locator("#matrix-canvas").BoundingBoxAsync())!;
                double cell = box.Width / report.Classes.Fine.Count;
                await page.Mouse.MoveAsync((float)(box.X + ((confused.Predicted + 0.5) * cell)), (float)(box.Y + ((confused.Actual + 0.5) * cell)));
                await Assertions.Expect(page.Locator("#matrix-tip")).ToContainTextAsync($"{confused.ActualName} taken for {confused.PredictedName}: {confused.Count} of 100 ");
            }
        }

        WasQuiet(browser);
    }

    private static void WasQuiet(Browser browser)
    {
        Assert.Empty(browser.Complaints);
        Assert.EndsWith("/report.html", Assert.Single(browser.Requests, url => !url.StartsWith("data:", StringComparison.Ordinal)), StringComparison.Ordinal);
    }
}
