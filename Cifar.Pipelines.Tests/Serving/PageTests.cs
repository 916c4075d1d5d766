using Cifar.Pipelines.Tests.Browsing;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Explanation;
using Microsoft.Playwright;

namespace Cifar.Pipelines.Tests.Serving;

/// <summary>The page as a person meets it, in a real browser.</summary>
[Collection(ServingTests.Name)]
[Trait("Category", "Slow")]
public sealed class PageTests(ServingModels models)
{
    [SkippableTheory]
    [InlineData("choose")]
    [InlineData("drop")]
    [InlineData("paste")]
    public async Task A_picture_gets_five_classes_and_shows_what_the_network_sees(string gesture)
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        await using var browser = await WebPage.Open(web.Address);
        (string, byte[])[] files = [("one.png", TestPictures.Png(1, 60, 40)), ("two.png", TestPictures.Png(2))];
        await (gesture == "choose" ? browser.Choose(files) : browser.Hand(gesture, files));
        await browser.Answered(2);
        var card = browser.Page.Locator(".card").Filter(new() { HasText = "one.png" });
        Assert.Equal(5, await card.Locator(".guesses li").CountAsync());
        var expected = (await web.Classify(files[0].Item2)).GetProperty("pictures")[0].GetProperty("predictions")[0];
        Assert.Equal(expected.GetProperty("label").GetString()!.Replace('_', ' '), await card.Locator("h2").InnerTextAsync());
        Assert.Equal(32, await card.Locator(".seen img").EvaluateAsync<int>("image => image.naturalWidth"));
        Assert.Contains("sharpened", await card.Locator(".seen").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("ms in the server", await card.Locator(".timing").InnerTextAsync(), StringComparison.Ordinal);
        await card.Locator(".remove").ClickAsync();
        Assert.Equal(1, await browser.Page.Locator(".card").CountAsync());

        Assert.Empty(browser.Complaints);
        Assert.All(browser.Requests, url => Assert.True(url.StartsWith(web.Address.ToString(), StringComparison.Ordinal) || url.StartsWith("blob:", StringComparison.Ordinal), url));
    }

    [SkippableFact]
    public async Task The_camera_takes_a_picture_where_there_is_one()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        await using var browser = await WebPage.Open(web.Address);
        await browser.Page.Locator("#camera").ClickAsync();
        await Assertions.Expect(browser.Page.Locator("#viewfinder")).ToHaveJSPropertyAsync("readyState", 4, new() { Timeout = 60_000 });
        await browser.Page.Locator("#shoot").ClickAsync();
        await browser.Answered(1);
        await Assertions.Expect(browser.Page.Locator(".card .name")).ToContainTextAsync("camera.jpg");
        Assert.Empty(browser.Complaints);
    }

    [SkippableFact]
    public async Task Any_of_the_five_classes_can_be_asked_where_the_network_looks_for_it()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        await using var browser = await WebPage.Open(web.Address);
        await browser.Choose(("one.png", TestPictures.Png(1)));
        await browser.Answered(1);
        var (rows, heat, why) = (browser.Page.Locator(".guesses button"), browser.Page.Locator(".heat"), browser.Page.Locator(".why"));
        var seen = new HashSet<string>();
        for (int i = 0; i < 5; i++)
        {
            await rows.Nth(i).FocusAsync();
            await browser.Page.Keyboard.PressAsync("Enter");
            string label = (await rows.Nth(i).GetAttributeAsync("data-label"))!.Replace('_', ' ');
            await Assertions.Expect(rows.Nth(i)).ToHaveAttributeAsync("aria-pressed", "true");
            await Assertions.Expect(browser.Page.Locator(".guesses button[aria-pressed=true]")).ToHaveCountAsync(1);
            await Assertions.Expect(heat).ToBeVisibleAsync();
            string said = (await heat.GetAttributeAsync("aria-label"))!;
            Assert.StartsWith($"Where it looks for {label}, by Grad-CAM. ", said, StringComparison.Ordinal);
            await Assertions.Expect(browser.Page.Locator("#status")).ToHaveTextAsync($"one.png: {said}");
            await Assertions.Expect(browser.Page.Locator(".legend")).ToContainTextAsync($"{label}, by Grad-CAM");
            seen.Add(await heat.EvaluateAsync<string>("canvas => canvas.toDataURL()"));
        }

        Assert.True(seen.Count > 1, "Five classes have the same map.");
        await why.ClickAsync();
        await Assertions.Expect(heat).ToBeHiddenAsync();
        await Assertions.Expect(browser.Page.Locator(".legend")).ToBeHiddenAsync();
        await Assertions.Expect(why).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.Empty(browser.Complaints);
    }

    [SkippableFact]
    public async Task A_model_that_cannot_be_looked_into_is_explained_by_covering_and_the_page_says_so()
    {
        await using var web = await WebFixture.Start(models["first.zip"]);
        await using var browser = await WebPage.Open(web.Address);
        await browser.Choose(("one.png", TestPictures.Png(1)));
        await browser.Answered(1);
        await browser.Page.Locator(".why").ClickAsync();
        await Assertions.Expect(browser.Page.Locator(".legend")).ToContainTextAsync("by occlusion");
        await Assertions.Expect(browser.Page.Locator(".heat")).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("by occlusion\\."));
        Assert.Empty(browser.Complaints);
    }

    [SkippableFact]
    public async Task The_brightest_place_is_named_for_those_who_do_not_see_it()
    {
        using var folder = new TemporaryFolder();
        await using var web = await WebFixture.Start(folder.Write(RedAndBlue.Model(), "red-and-blue.onnx"));
        await using var browser = await WebPage.Open(web.Address);
        await browser.Choose(("squares.png", Cifar.Pipelines.Serving.PngFile.Encode(RedAndBlue.Picture(), RedAndBlue.Side, RedAndBlue.Side)));
        await browser.Answered(1);
        foreach (var (label, place) in new[] { ("red", "upper left"), ("blue", "lower right") })
        {
            await browser.Page.Locator($".guesses button[data-label={label}]").ClickAsync();
            await Assertions.Expect(browser.Page.Locator(".heat")).ToHaveAttributeAsync("aria-label", $"Where it looks for {label}, by Grad-CAM. Most in the {place}.");
        }
    }

    [SkippableFact]
    public async Task A_wrong_file_gets_a_message_for_people()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        await using var browser = await WebPage.Open(web.Address);
        await browser.Choose(("letter.png", "Dear Sir"u8.ToArray()));
        await Assertions.Expect(browser.Page.Locator(".card .problem")).ToContainTextAsync("no picture that can be read");
        await Assertions.Expect(browser.Page.Locator("#status")).ToContainTextAsync("letter.png");
    }

    [SkippableFact]
    public async Task The_page_works_by_keyboard_and_switches_models_and_links_the_comparison()
    {
        using var folder = new TemporaryFolder();
        string report = folder.Write("<!doctype html><title>Comparison</title>"u8.ToArray(), "report.html");
        folder.Write(File.ReadAllBytes(models["first.onnx"]), "models", "first.onnx");
        folder.Write(File.ReadAllBytes(models["second.onnx"]), "models", "second.onnx");
        await using var web = await WebFixture.Start(folder["models"], settings => settings with { Report = report });
        await using var browser = await WebPage.Open(web.Address);
        await browser.Choose(("one.png", TestPictures.Png(1)));
        await browser.Answered(1);
        string before = await browser.Page.Locator(".guesses").InnerTextAsync();
        await browser.Page.Locator("#model").SelectOptionAsync("second");
        await Assertions.Expect(browser.Page.Locator(".guesses")).Not.ToHaveTextAsync(before);
        await browser.Page.Locator(".why").FocusAsync();
        await browser.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(browser.Page.Locator(".heat")).ToBeVisibleAsync();
        string theme = await browser.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        await browser.Page.Locator("#theme").PressAsync("Space");
        Assert.NotEqual(theme, await browser.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Empty(browser.Complaints);
        await browser.Page.Locator("#report").ClickAsync();
        await Assertions.Expect(browser.Page).ToHaveTitleAsync("Comparison");
    }

    [SkippableTheory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(375, ColorScheme.Light)]
    [InlineData(375, ColorScheme.Dark)]
    public async Task Nobody_is_shut_out_on_any_screen_by_day_or_night(int width, ColorScheme colors)
    {
        string model = Environment.GetEnvironmentVariable("CIFAR_SCREENSHOT_MODEL") ?? models["first.onnx"];
        await using var web = await WebFixture.Start(model);
        await using var browser = await WebPage.Open(web.Address, width, width > 1000 ? 1000 : 812, colors);
        Assert.Equal("", await browser.Barriers(IsSerious));
        await browser.Choose(WebPage.Pictures());
        await browser.Answered(3);
        await browser.Page.Locator(".why").First.ClickAsync();
        await browser.Page.Locator(".card").Nth(1).Locator(".guesses button").Nth(1).ClickAsync();
        await Assertions.Expect(browser.Page.Locator(".heat:visible")).ToHaveCountAsync(2);
        await browser.Answered(3);
        Assert.True(await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "The page is wider than the screen.");
        Assert.Equal("", await browser.Barriers(IsSerious));
        await browser.Picture($"web-{width}-{colors}", whole: true);
        Assert.Empty(browser.Complaints);
    }

    private static bool IsSerious(string? impact) => impact is "serious" or "critical";
}
