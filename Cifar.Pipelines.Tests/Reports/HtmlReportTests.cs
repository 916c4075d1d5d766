using System.Text;
using System.Text.RegularExpressions;
using Cifar.Models.Data;
using Cifar.Pipelines.Reports;

namespace Cifar.Pipelines.Tests.Reports;

/// <summary>The pages as text.</summary>
public sealed partial class HtmlReportTests
{
    private const int MostBytes = 5_000_000;

    [Fact]
    public void Names_from_data_are_text_never_HTML()
    {
        var run = ReportSamples.HostileRun();
        foreach (string page in new[] { HtmlReport.OfRun(run), HtmlReport.OfComparison(ReportSamples.Compare(run, Renamed(run, "other")), [run, Renamed(run, "other")]) })
        {
            Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
            Assert.DoesNotContain("onerror=alert(1)>&\"", page, StringComparison.Ordinal);
            Assert.Equal(2, Regex.Count(page, "</script>"));
            Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_in_a_page_leads_elsewhere()
    {
        var runs = ReportSamples.Several();
        foreach (string page in new[] { HtmlReport.OfRun(runs[0]), HtmlReport.OfComparison(ReportSamples.Compare(runs), runs, ["a/report.html", "b/report.html", "c/report.html"]) })
        {
            // The name space of SVG is a name, not an address.
            Assert.DoesNotMatch(Address(), page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal));
            Assert.DoesNotMatch(LoadedFromElsewhere(), page);
            Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_comparison_of_eight_runs_of_100_classes_stays_below_5_MB()
    {
        var runs = Enumerable.Range(1, 8).Select(i => ReportSamples.Run($"run-{i}", 0.4 + (0.05 * i), i)).ToArray();
        int bytes = Encoding.UTF8.GetByteCount(HtmlReport.OfComparison(ReportSamples.Compare(runs), runs));
        Assert.InRange(bytes, 10_000, MostBytes);
        var pictures = SyntheticImages.Generate(Cifar100Split.Test, ReportSamples.Images);
        Assert.InRange(Encoding.UTF8.GetByteCount(HtmlReport.OfRun(runs[0] with { Pictures = pictures })), 10_000, MostBytes);
    }

    [Fact]
    public void A_class_without_images_has_no_scores()
    {
        string page = HtmlReport.OfRun(ReportSamples.HostileRun());
        Assert.Contains("n/a", page, StringComparison.Ordinal);
        Assert.DoesNotContain(">NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_and_pictures_that_do_not_belong_are_refused()
    {
        var runs = ReportSamples.Several();
        Assert.Contains("in its order", Assert.Throws<ArgumentException>(() => HtmlReport.OfComparison(ReportSamples.Compare(runs), [runs[1], runs[0], runs[2]])).Message, StringComparison.Ordinal);
        var pictures = SyntheticImages.Generate(Cifar100Split.Test, 7);
        Assert.Contains("7 pictures", Assert.Throws<ArgumentException>(() => HtmlReport.OfRun(runs[0] with { Pictures = pictures })).Message, StringComparison.Ordinal);
    }

    private static RunDetails Renamed(RunDetails run, string name) => run with { Evaluation = run.Evaluation with { Name = name, Pipeline = name } };

    [GeneratedRegex("""<(script|img|iframe|link|object)[^>]* (src|href|data)="(?!data:)""")]
    private static partial Regex LoadedFromElsewhere();

    // Encoded pictures have slashes too.
    [GeneratedRegex("https?:|(?<![A-Za-z0-9+/])//[A-Za-z0-9]")]
    private static partial Regex Address();
}
