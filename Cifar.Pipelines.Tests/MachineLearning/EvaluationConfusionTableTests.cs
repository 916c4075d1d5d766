using Microsoft.ML;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class EvaluationConfusionTableTests
{
    static string Table(params string[]? names)
    {
        var context = new MLContext(seed: 1);
        float[][] scores = [[0.7f, 0.2f, 0.1f], [0.6f, 0.3f, 0.1f], [0.1f, 0.2f, 0.7f]];
        var view = ScoredRow.View(context, [0, 1, 2], scores, names);
        return context.MulticlassClassification.Evaluate(view).ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings("\n");
    }

    [Fact]
    public void Short_names_head_the_columns() =>
        Assert.Equal("""

            Confusion table
                      ||========================
            PREDICTED ||   ant |   bee |   cat | Recall
            TRUTH     ||========================
                  ant ||     1 |     0 |     0 | 1.0000
                  bee ||     1 |     0 |     0 | 0.0000
                  cat ||     0 |     0 |     1 | 1.0000
                      ||========================
            Precision ||0.5000 |0.0000 |1.0000 |

            """.ReplaceLineEndings("\n"), Table("ant", "bee", "cat"));

    [Fact]
    public void Long_names_are_numbered()
    {
        string table = Table("aquarium_fish", "bee", "cat");
        Assert.Contains("PREDICTED        ||     0 |     1 |     2 | Recall", table, StringComparison.Ordinal);
        Assert.Contains("0. aquarium_fish ||     1 |     0 |     0 | 1.0000", table, StringComparison.Ordinal);
        Assert.Contains("1.           bee ||", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_names_the_classes_are_numbers() => Assert.Contains("        2 ||     0 |     0 |     1 | 1.0000", Table(null), StringComparison.Ordinal);
}
