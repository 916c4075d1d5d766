using Cifar.Models.Data;
using Cifar.Pipelines.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>What an evaluation looks at, and how much of it the report keeps.</summary>
public sealed record ImageEvaluationOptions
{
    /// <summary>The true class, a key column.</summary>
    /// <value>"Label".</value>
    public string LabelColumnName { get; init; } = ColumnNames.Label;

    /// <summary>Classes with their superclasses, in score order.</summary>
    /// <value>null: what the label column says of itself.</value>
    public ClassLabels? Classes { get; init; }

    /// <summary>Files of the images by row, for the per-image results.</summary>
    /// <value>null: the column <c>ImagePath</c> where there is one, else no files.</value>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>Equal bins of confidence of the calibration error.</summary>
    /// <value>15, as Guo et al. (2017) use. 1 to 1,000.</value>
    public int CalibrationBins { get; init; } = 15;

    /// <summary>Resamples of the bootstrap; 0: no intervals.</summary>
    /// <value>1,000. 0 to 100,000.</value>
    public int Resamples { get; init; } = 1000;

    /// <summary>Confidence of the intervals.</summary>
    /// <value>0.95. Above 0 and below 1.</value>
    public double Level { get; init; } = 0.95;

    /// <summary>Seed of the bootstrap.</summary>
    /// <value>0. Any number.</value>
    public int Seed { get; init; }

    /// <summary>How many images of the greatest loss the report lists.</summary>
    /// <value>25. 0 or more.</value>
    public int TopLosses { get; init; } = 25;

    /// <summary>How many pairs of classes that are most often confused the report lists.</summary>
    /// <value>20. 0 or more.</value>
    public int ConfusedPairs { get; init; } = 20;

    internal void Validate()
    {
        List<string> wrong = [];
        void Check(bool isRight, string name, object value, string range)
        {
            if (!isRight)
            {
                wrong.Add($"{name} is {value}; it must be {range}.");
            }
        }

        Check(!string.IsNullOrEmpty(LabelColumnName), nameof(LabelColumnName), "empty", "the name of a column");
        Check(CalibrationBins is >= 1 and <= 1000, nameof(CalibrationBins), CalibrationBins, "1 to 1,000");
        Check(Resamples is >= 0 and <= 100_000, nameof(Resamples), Resamples, "0 to 100,000");
        Check(Level is > 0 and < 1, nameof(Level), Level, "above 0 and below 1");
        Check(TopLosses >= 0, nameof(TopLosses), TopLosses, "0 or more");
        Check(ConfusedPairs >= 0, nameof(ConfusedPairs), ConfusedPairs, "0 or more");
        if (wrong.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', wrong));
        }
    }
}
