using Cifar.Pipelines.Reports;

namespace Cifar.Pipelines.Tests.Reports;

public sealed class ModelCardTests
{
    [Fact]
    public void A_card_has_data_recipe_results_with_intervals_limits_use_hardware_and_licence()
    {
        var run = ReportSamples.Run("speed-net-1", 0.6, 1);
        string card = ModelCard.Write(run, new ModelCardOptions { Licence = "MIT", IntendedUse = "Sorting shapes." });
        foreach (string heading in new[] { "# speed-net-1", "## Intended use", "## Data", "## Results", "## Limits", "## Recipe", "## Cost and hardware", "## Licence" })
        {
            Assert.Contains(heading + "\n", card, StringComparison.Ordinal);
        }

        var interval = run.Evaluation.Report.Intervals!.Accuracy;
        Assert.Contains(FormattableString.Invariant($"{100 * interval.Low:0.00} to {100 * interval.High:0.00} %"), card, StringComparison.Ordinal);
        Assert.Contains("recipe.learningRate: 0.1", card, StringComparison.Ordinal);
        Assert.Contains("Sorting shapes.", card, StringComparison.Ordinal);
        Assert.Contains("generated", card, StringComparison.Ordinal);
        Assert.EndsWith("MIT\n", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_data_are_neither_HTML_nor_Markdown()
    {
        string card = ModelCard.Write(ReportSamples.HostileRun());
        Assert.DoesNotContain("<img", card, StringComparison.Ordinal);
        Assert.DoesNotContain("plain | `name`", card, StringComparison.Ordinal);
        Assert.Contains("plain \\| \\`name\\`", card, StringComparison.Ordinal);
        Assert.Contains("Never tested", card, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', card);
    }
}
