using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class EvaluationCrossValidationTests
{
    readonly MLContext _context = new(seed: 3);

    [Fact]
    public void Each_row_is_held_out_once_and_every_fold_has_its_model()
    {
        var data = LabeledRow.Load(_context, new ReferenceFixture("maximum-entropy.json"));
        var results = _context.MulticlassClassification.CrossValidate(data, _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(), numberOfFolds: 3);
        Assert.Equal([0, 1, 2], results.Select(result => result.Fold));
        Assert.Equal(90, results.Sum(result => result.ScoredHoldOutSet.GetColumn<uint>("PredictedLabel").Count()));
        Assert.Equal(90, results.Sum(result => result.Metrics.ConfusionMatrix.Counts.Sum(row => row.Sum())));
        Assert.All(results, result => Assert.True(result.Metrics.MicroAccuracy > 0.6));
        Assert.Equal(3, results.Select(result => result.Model).Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.CrossValidate(data, _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(), 1));
    }
}
