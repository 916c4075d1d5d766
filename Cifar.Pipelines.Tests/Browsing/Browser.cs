using System.Collections.Concurrent;
using Cifar.Pipelines.Tests.Documentation;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Cifar.Pipelines.Tests.Browsing;

/// <summary>A page in Debian's Chromium. What it says on its console and whom it asks is written down.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string? Executable = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists);
    private static readonly bool WantsPictures = Environment.GetEnvironmentVariable("CIFAR_UPDATE_SCREENSHOTS") == "1";

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Browser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (this.playwright, this.browser, Page) = (playwright, browser, page);
        page.SetDefaultTimeout(60_000);
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

    /// <summary>Opens a page: of a server, or of a file, which gets no network.</summary>
    public static async Task<Browser> Open(Uri address, int width = 1440, int height = 900, ColorScheme colors = ColorScheme.Light)
    {
        Skip.If(Executable is null, "Chromium is not installed; eng/setup.sh --peers installs it.");
        var playwright = await Playwright.CreateAsync();
        // Inside a container Chromium has no rights for its sandbox; it shows nothing but our own page.
        string[] args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"];
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = args });
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height }, ColorScheme = colors, ReducedMotion = ReducedMotion.Reduce, HasTouch = width < 500, Offline = address.IsFile,
        });
        var opened = new Browser(playwright, browser, await context.NewPageAsync());
        await opened.Page.GotoAsync(address.AbsoluteUri);
        return opened;
    }

    /// <summary>A picture for the documentation, only when it is asked for.</summary>
    public async Task Picture(string name, bool whole)
    {
        if (WantsPictures)
        {
            string images = Environment.GetEnvironmentVariable("CIFAR_SCREENSHOT_FOLDER") ?? Path.Combine(Repository.Root, "docs", "images");
            Directory.CreateDirectory(images);
            await Page.ScreenshotAsync(new() { Path = Path.Combine(images, name.ToLowerInvariant() + ".png"), FullPage = whole });
        }
    }

    /// <summary>The rules of axe that the page breaks, in words; empty if none.</summary>
    /// <param name="isCounted">Which of them count.</param>
    public async Task<string> Barriers(Func<string?, bool> isCounted)
    {
        var found = (await Page.RunAxe()).Violations.Where(violation => isCounted(violation.Impact));
        return string.Join("\n", found.Select(violation => $"{violation.Id}: {violation.Help} {string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))}"));
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
