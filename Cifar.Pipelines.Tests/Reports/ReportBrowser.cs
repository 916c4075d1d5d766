using System.Collections.Concurrent;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Documentation;
using Microsoft.Playwright;

namespace Cifar.Pipelines.Tests.Reports;

/// <summary>A page from a file in Debian's Chromium, without a network. What it says on its console and what it asks for is written down.</summary>
internal sealed class ReportBrowser : IAsyncDisposable
{
    private static readonly string? Executable = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists);

    private readonly TemporaryFolder folder = new();
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private ReportBrowser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (this.playwright, this.browser, Page) = (playwright, browser, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.Request += (_, request) => Requests.Add(request.Url);
    }

    public IPage Page { get; }

    public ConcurrentBag<string> Complaints { get; } = [];

    public ConcurrentBag<string> Requests { get; } = [];

    public static async Task<ReportBrowser> Open(string html, int width = 1440, ColorScheme colors = ColorScheme.Light)
    {
        Skip.If(Executable is null, "Chromium is not installed; eng/setup.sh --peers installs it.");
        var playwright = await Playwright.CreateAsync();
        // Inside a container Chromium has no rights for its sandbox; it shows nothing but our own page.
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = colors, ReducedMotion = ReducedMotion.Reduce, HasTouch = width < 500, Offline = true,
        });
        var opened = new ReportBrowser(playwright, browser, await context.NewPageAsync());
        opened.Page.SetDefaultTimeout(60_000);
        await File.WriteAllTextAsync(opened.folder["report.html"], html);
        await opened.Page.GotoAsync(new Uri(opened.folder["report.html"]).AbsoluteUri);
        return opened;
    }

    /// <summary>The page came alone, and nothing in it went wrong.</summary>
    public void WasQuiet()
    {
        Assert.Empty(Complaints);
        Assert.EndsWith("/report.html", Assert.Single(Requests, url => !url.StartsWith("data:", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    /// <summary>A screenshot for the documentation, only when it is asked for.</summary>
    public async Task Picture(string name)
    {
        if (Environment.GetEnvironmentVariable("CIFAR_UPDATE_SCREENSHOTS") == "1")
        {
            string images = Environment.GetEnvironmentVariable("CIFAR_SCREENSHOT_FOLDER") ?? Path.Combine(Repository.Root, "docs", "images");
            Directory.CreateDirectory(images);
            await Page.ScreenshotAsync(new() { Path = Path.Combine(images, name + ".png") });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        folder.Dispose();
    }
}
