using Cifar.Pipelines.Tests.Browsing;
using Cifar.Pipelines.Tests.Data;
using Microsoft.Playwright;

namespace Cifar.Pipelines.Tests.Reports;

/// <summary>A report in a browser, from a file and without a network.</summary>
internal sealed class ReportPage(TemporaryFolder folder, Browser browser) : IAsyncDisposable
{
    private const string File = "report.html";

    public IPage Page => browser.Page;

    public static async Task<ReportPage> Open(string html, int width = 1440, ColorScheme colors = ColorScheme.Light)
    {
        var folder = new TemporaryFolder();
        string path = folder.Write(System.Text.Encoding.UTF8.GetBytes(html), File);
        return new ReportPage(folder, await Browser.Open(new Uri(path), width, colors: colors));
    }

    public Task<string> Barriers() => browser.Barriers(_ => true);

    /// <summary>The page came alone, and nothing in it went wrong.</summary>
    public void WasQuiet()
    {
        Assert.Empty(browser.Complaints);
        Assert.EndsWith("/" + File, Assert.Single(browser.Requests, url => !url.StartsWith("data:", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        folder.Dispose();
    }
}
