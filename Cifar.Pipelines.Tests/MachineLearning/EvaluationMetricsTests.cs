using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class EvaluationMetricsTests
{
    static readonly ReferenceFixture Reference = new("multiclass-metrics.json");
    readonly MulticlassClassificationMetrics _metrics = Evaluate(topK: 5);

    static MulticlassClassificationMetrics Evaluate(int topK)
    {
        var context = new MLContext(seed: 1);
        return context.MulticlassClassification.Evaluate(
            ScoredRow.View(context, Reference.Get<int[]>("labels"), Reference.Get<float[][]>("scores")), topKPredictionCount: topK);
    }

    [Fact]
    public void Accuracies_equal_those_of_scikit_learn()
    {
        Assert.Equal(Reference.Get<double>("microAccuracy"), _metrics.MicroAccuracy, 12);
        Assert.Equal(Reference.Get<double>("macroAccuracy"), _metrics.MacroAccuracy, 12);
    }

    [Fact]
    public void Log_losses_equal_the_reference_even_for_a_class_given_probability_zero()
    {
        Assert.Equal(Reference.Get<double>("logLoss"), _metrics.LogLoss, 9);
        Assert.Equal(Reference.Get<double>("logLossReduction"), _metrics.LogLossReduction, 9);
        Assert.Equal(Reference.Get<double[]>("perClassLogLoss"), _metrics.PerClassLogLoss, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Top_k_accuracies_break_ties_by_the_lower_index()
    {
        Assert.Equal(Reference.Get<double[]>("topK"), _metrics.TopKAccuracyForAllK, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(Reference.Get<double[]>("topK")[2], Evaluate(topK: 3).TopKAccuracy, 12);
    }

    [Fact]
    public void Without_a_count_there_is_no_top_k_accuracy()
    {
        var metrics = Evaluate(topK: 0);
        Assert.Equal(0, metrics.TopKAccuracy);
        Assert.Equal(0, metrics.TopKPredictionCount);
        Assert.Null(metrics.TopKAccuracyForAllK);
    }

    [Fact]
    public void The_confusion_matrix_equals_that_of_scikit_learn()
    {
        var matrix = _metrics.ConfusionMatrix;
        Assert.Equal(5, matrix.NumberOfClasses);
        Assert.Equal(Reference.Get<double[][]>("confusion"), matrix.Counts.Select(row => row.ToArray()));
        Assert.Equal(Reference.Get<double[]>("precision"), matrix.PerClassPrecision, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(Reference.Get<double[]>("recall"), matrix.PerClassRecall, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(matrix.Counts[3][1], matrix.GetCountForClassPair(predictedClassIndicatorIndex: 1, actualClassIndicatorIndex: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(5, 0));
    }
}
