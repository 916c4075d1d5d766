using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Cifar.Pipelines.Tests.Serving;

/// <summary>A page in Debian's Chromium. What it says on its console and whom it asks is written down.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string? Executable = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists);

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Browser(IPlaywright playwright, IBrowser browser, IPage page)
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

    public static async Task<Browser> Open(Uri address, int width = 1440, int height = 900, ColorScheme colors = ColorScheme.Light)
    {
        Skip.If(Executable is null, "Chromium is not installed; eng/setup.sh --peers installs it.");
        var playwright = await Playwright.CreateAsync();
        // Inside a container Chromium has no rights for its sandbox; it shows nothing but our own page.
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = colors, ReducedMotion = ReducedMotion.Reduce });
        page.SetDefaultTimeout(60_000);
        var opened = new Browser(playwright, browser, page);
        await page.GotoAsync(address.ToString());
        await page.Locator("#classes").WaitForAsync();
        return opened;
    }

    /// <summary>Gives files to a handler of the page, as a drop or a paste does.</summary>
    public Task Hand(string gesture, params (string Name, byte[] Bytes)[] files) => Page.EvaluateAsync(
        """
        ({ gesture, files }) => {
          const data = new DataTransfer();
          for (const { name, base64 } of files) {
            data.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], name, { type: "image/png" }));
          }
          document.body.dispatchEvent(gesture === "drop"
            ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
            : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """,
        new { gesture, files = files.Select(file => new { name = file.Name, base64 = Convert.ToBase64String(file.Bytes) }).ToArray() });

    public Task Choose(params (string Name, byte[] Bytes)[] files) =>
        Page.Locator("#files").SetInputFilesAsync(files.Select(file => new FilePayload { Name = file.Name, MimeType = "image/png", Buffer = file.Bytes }));

    /// <summary>Waits until every card has its answer and its picture of what the network sees.</summary>
    public async Task Answered(int cards)
    {
        await Assertions.Expect(Page.Locator(".card:not(.waiting)")).ToHaveCountAsync(cards, new() { Timeout = 60_000 });
        await Assertions.Expect(Page.Locator(".guesses li").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
