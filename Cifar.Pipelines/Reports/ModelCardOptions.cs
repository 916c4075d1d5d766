namespace Cifar.Pipelines.Reports;

/// <summary>What a model card says that no file knows.</summary>
public sealed record ModelCardOptions
{
    /// <summary>What the model is meant for.</summary>
    /// <value>null: trying out and comparing image classifiers on images like those it was trained on.</value>
    public string? IntendedUse { get; init; }

    /// <summary>Under which licence the model may be used.</summary>
    /// <value>null: the card says that it was not stated.</value>
    public string? Licence { get; init; }
}
