namespace Cifar.Pipelines.Comparison;

/// <summary>How runs are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Greatest p, after correction for the number of pairs, that counts as a difference.</summary>
    /// <value>0.05. Above 0 and below 1.</value>
    public double Significance { get; init; } = 0.05;

    /// <summary>Resamples of the bootstrap.</summary>
    /// <value>2,000. 100 to 100,000.</value>
    public int Resamples { get; init; } = 2000;

    /// <summary>Seed of the bootstrap.</summary>
    /// <value>0. Any number.</value>
    public int Seed { get; init; }

    /// <summary>Tells which pipeline a run belongs to, by the run's name; runs of one pipeline differ in the seed alone.</summary>
    /// <value>null: runs with the same configuration apart from the seed belong together.</value>
    public Func<string, string>? PipelineOf { get; init; }

    internal void Validate()
    {
        if (!(Significance is > 0 and < 1))
        {
            throw new ArgumentException($"{nameof(Significance)} is {Significance}; it must be above 0 and below 1.");
        }

        if (Resamples is < 100 or > 100_000)
        {
            throw new ArgumentException($"{nameof(Resamples)} is {Resamples}; it must be 100 to 100,000.");
        }
    }
}
