using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Trainers;

/// <summary>Which columns a trainer reads.</summary>
[SuppressMessage("Design", "CA1051", Justification = "Fields in the API this one follows.")]
public abstract class TrainerInputBase
{
    public string FeatureColumnName = "Features";

    private protected TrainerInputBase() { }
}

/// <inheritdoc />
[SuppressMessage("Design", "CA1051", Justification = "Fields in the API this one follows.")]
public abstract class TrainerInputBaseWithLabel : TrainerInputBase
{
    public string LabelColumnName = "Label";

    private protected TrainerInputBaseWithLabel() { }
}

/// <inheritdoc />
[SuppressMessage("Design", "CA1051", Justification = "Fields in the API this one follows.")]
public abstract class TrainerInputBaseWithWeight : TrainerInputBaseWithLabel
{
    /// <summary>The column of the rows' weights; null when all weigh the same.</summary>
    public string? ExampleWeightColumnName;

    private protected TrainerInputBaseWithWeight() { }
}
