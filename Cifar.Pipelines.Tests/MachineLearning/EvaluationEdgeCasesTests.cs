using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class EvaluationEdgeCasesTests
{
    readonly MLContext _context = new(seed: 1);

    MulticlassClassificationMetrics Evaluate(params ScoredRow[] rows) =>
        _context.MulticlassClassification.Evaluate(ScoredRow.View(_context, rows, 3), topKPredictionCount: 3);

    static ScoredRow Right(int label = 0) => new() { Label = label, Score = [label == 0 ? 0.8f : 0.1f, label == 1 ? 0.8f : 0.1f, label == 2 ? 0.8f : 0.1f] };

    [Fact]
    public void A_label_the_model_does_not_know_counts_as_wrong_with_the_greatest_loss()
    {
        var metrics = Evaluate(Right(), new ScoredRow { Label = 7, Score = [0.2f, 0.3f, 0.5f] });
        Assert.Equal(0.5, metrics.MicroAccuracy);
        Assert.Equal(1, metrics.MacroAccuracy);
        Assert.Equal((-Math.Log(0.8f) - Math.Log(1e-15f)) / 2, metrics.LogLoss, 6);
        Assert.Equal([0.5, 0.5, 0.5], metrics.TopKAccuracyForAllK);
        Assert.Equal(1, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Rows_with_scores_that_are_no_numbers_are_left_out_and_reported(float bad)
    {
        var warnings = new List<string>();
        _context.Log += (_, message) => warnings.Add($"{message.Kind}: {message.RawMessage}");
        var metrics = Evaluate(Right(), new ScoredRow { Label = 1, Score = [0.1f, bad, 0.1f] });
        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.Contains(warnings, text => text.StartsWith("Warning", StringComparison.Ordinal) && text.Contains('1'));
    }

    [Fact]
    public void Rows_without_a_label_are_left_out() =>
        Assert.Equal(1, Evaluate(Right(), new ScoredRow { Label = float.NaN, Score = [0, 0, 1] }, new ScoredRow { Label = -1, Score = [0, 0, 1] }).MicroAccuracy);

    [Fact]
    public void The_predicted_label_column_must_exist_although_its_values_do_not_matter()
    {
        var view = ScoredRow.View(_context, [Right(2)], 3);
        Assert.Equal(1, _context.MulticlassClassification.Evaluate(view).MicroAccuracy);
        var without = _context.Transforms.DropColumns("PredictedLabel").Fit(view).Transform(view);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Evaluate(without));
        Assert.Contains("PredictedLabel", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_labels_count_from_one_and_zero_is_missing()
    {
        var rows = new[] { Right(0), Right(1), Right(1) };
        var keys = _context.Transforms.Conversion.MapValueToKey("Label").Fit(ScoredRow.View(_context, rows, 3)).Transform(ScoredRow.View(_context, [.. rows, Right(2)], 3));
        var metrics = _context.MulticlassClassification.Evaluate(keys);
        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.Equal([1, 2, 0], metrics.ConfusionMatrix.Counts.Select(row => row.Sum()));
    }

    [Fact]
    public void A_score_of_one_class_or_of_unknown_size_is_refused()
    {
        var one = ScoredRow.View(_context, [new ScoredRow { Score = [1] }], 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Evaluate(one));
        var open = _context.Data.LoadFromEnumerable([Right()]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Evaluate(open));
    }

    [Fact]
    public void Nothing_to_evaluate_gives_zeros()
    {
        var metrics = Evaluate();
        Assert.Equal(0, metrics.MicroAccuracy);
        Assert.Equal(0, metrics.LogLoss);
    }
}
