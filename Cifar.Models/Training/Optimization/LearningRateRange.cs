namespace Cifar.Models.Training.Optimization;

/// <summary>The rates that a search for a learning rate goes through.</summary>
public sealed record LearningRateRange
{
    /// <summary>First and smallest rate.</summary>
    /// <value>1e-6. Above 0.</value>
    public double From { get; init; } = 1e-6;

    /// <summary>Last and largest rate; the search ends before where the loss grows to four times its lowest.</summary>
    /// <value>10. Above <see cref="From"/>.</value>
    public double To { get; init; } = 10;

    /// <summary>Steps from one to the other, each a batch.</summary>
    /// <value>200. 10 to 100,000.</value>
    public int Steps { get; init; } = 200;

    /// <summary>Checks all numbers.</summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public void Validate()
    {
        if (!(From > 0) || !(To > From) || !double.IsFinite(To))
        {
            throw new ArgumentException($"The search goes from a rate of {From} to {To}; the first must be above 0 and the last above the first.");
        }

        if (Steps is < 10 or > 100_000)
        {
            throw new ArgumentException($"{nameof(Steps)} is {Steps}; it must be 10 to 100000.");
        }
    }

    /// <summary>The rate of a step; equal factors from step to step.</summary>
    internal double At(int step) => From * Math.Pow(To / From, (double)step / (Steps - 1));
}
