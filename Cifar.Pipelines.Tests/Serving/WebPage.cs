using Cifar.Models.Data;
using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.Browsing;
using Microsoft.Playwright;

namespace Cifar.Pipelines.Tests.Serving;

/// <summary>The page of the server in a browser, and what a person does with it.</summary>
internal static class WebPage
{
    public static async Task<Browser> Open(Uri address, int width = 1440, int height = 900, ColorScheme colors = ColorScheme.Light)
    {
        var browser = await Browser.Open(address, width, height, colors);
        await browser.Page.Locator("#classes").WaitForAsync();
        return browser;
    }

    /// <summary>Gives files to a handler of the page, as a drop or a paste does.</summary>
    public static Task Hand(this Browser browser, string gesture, params (string Name, byte[] Bytes)[] files) => browser.Page.EvaluateAsync(
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

    public static Task Choose(this Browser browser, params (string Name, byte[] Bytes)[] files) =>
        browser.Page.Locator("#files").SetInputFilesAsync(files.Select(file => new FilePayload { Name = file.Name, MimeType = "image/png", Buffer = file.Bytes }));

    /// <summary>Waits until every card has its answer and its picture of what the network sees.</summary>
    public static async Task Answered(this Browser browser, int cards)
    {
        await Assertions.Expect(browser.Page.Locator(".card:not(.waiting)")).ToHaveCountAsync(cards, new() { Timeout = 60_000 });
        await Assertions.Expect(browser.Page.Locator(".guesses li").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    /// <summary>Generated pictures, the only ones that appear in the documentation.</summary>
    public static (string Name, byte[] Bytes)[] Pictures()
    {
        var images = SyntheticImages.Generate(Cifar100Split.Test, count: 100);
        int size = 3 * images.Height * images.Width;
        return [.. new[] { 3, 41, 77 }.Select(i => ($"{images.Classes.Fine[images.Labels[i]].Replace(' ', '-')}.png", PngFile.Encode(images.Pixels.AsSpan(i * size, size), images.Height, images.Width)))];
    }
}
