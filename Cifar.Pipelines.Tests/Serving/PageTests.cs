using Deque.AxeCore.Playwright;
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
        await using var browser = await Browser.Open(web.Address);
        (string, byte[])[] files = [("one.png", TestPictures.Png(1, 60, 40)), ("two.png", TestPictures.Png(2))];
        await (gesture == "choose" ? browser.Choose(files) : browser.Hand(gesture, files));
        await browser.Answered(2);
        var card = browser.Page.Locator(".card").Filter(new() { HasText = "one.png" });
        Assert.Equal(5, await card.Locator(".guesses li").CountAsync());
        var expected = (await web.Classify(files[0].Item2)).GetProperty("pictures")[0].GetProperty("predictions")[0];
        Assert.Equal(expected.GetProperty("label").GetString()!.Replace('_', ' '), await card.Locator("h2").InnerTextAsync());
        Assert.Equal(32, await card.Locator(".seen img").EvaluateAsync<int>("image => image.naturalWidth"));
        await card.Locator(".why").ClickAsync();
        await Assertions.Expect(card.Locator(".heat")).ToBeVisibleAsync();
        await card.Locator(".remove").ClickAsync();
        Assert.Equal(1, await browser.Page.Locator(".card").CountAsync());

        Assert.Empty(browser.Complaints);
        Assert.All(browser.Requests, url => Assert.True(url.StartsWith(web.Address.ToString(), StringComparison.Ordinal) || url.StartsWith("blob:", StringComparison.Ordinal), url));
    }

    [SkippableFact]
    public async Task A_wrong_file_gets_a_message_for_people()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        await using var browser = await Browser.Open(web.Address);
        await browser.Choose(("letter.png", "Dear Sir"u8.ToArray()));
        await Assertions.Expect(browser.Page.Locator(".card .problem")).ToContainTextAsync("no picture that can be read");
        await Assertions.Expect(browser.Page.Locator("#status")).ToContainTextAsync("letter.png");
    }

    [SkippableFact]
    public async Task The_page_works_by_keyboard_and_switches_models()
    {
        using var folder = new Data.TemporaryFolder();
        folder.Write(File.ReadAllBytes(models["first.onnx"]), "first.onnx");
        folder.Write(File.ReadAllBytes(models["second.onnx"]), "second.onnx");
        await using var web = await WebFixture.Start(folder.Root);
        await using var browser = await Browser.Open(web.Address);
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
        await using var browser = await Browser.Open(web.Address, width, width > 1000 ? 1000 : 812, colors);
        await Accessible(browser);
        await Screenshots.Save(browser.Page, $"web-empty-{width}-{colors}");
        await browser.Choose(Screenshots.Pictures());
        await browser.Answered(3);
        await browser.Page.Locator(".why").First.ClickAsync();
        await Assertions.Expect(browser.Page.Locator(".heat").First).ToBeVisibleAsync();
        Assert.True(await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "The page is wider than the screen.");
        await Accessible(browser);
        await Screenshots.Save(browser.Page, $"web-{width}-{colors}");
        Assert.Empty(browser.Complaints);
    }

    private static async Task Accessible(Browser browser)
    {
        var found = await browser.Page.RunAxe();
        var serious = found.Violations.Where(violation => violation.Impact is "serious" or "critical");
        Assert.True(!serious.Any(), string.Join("\n", serious.Select(violation => $"{violation.Id}: {violation.Help} {string.Join("; ", violation.Nodes.Select(node => node.Html))}")));
    }
}
