using Cifar.Models.Training;
using Cifar.Models.Training.DataParallel;
using Cifar.Pipelines.Data;

namespace Cifar.Pipelines.Trainers;

/// <summary>How a TorchSharp network is trained in an ML.NET pipeline: all of <see cref="TrainingOptions"/>, and what belongs to the pipeline.</summary>
public sealed record TorchTrainerOptions : TrainingOptions
{
    /// <summary>The class of each image, a key column.</summary>
    /// <value>Label.</value>
    public string LabelColumnName { get; init; } = ColumnNames.Label;

    /// <summary>Network inputs, a vector of float32 <c>[3, H, W]</c>, as <c>NormalizePixels</c> makes them.</summary>
    /// <value>Features.</value>
    public string FeatureColumnName { get; init; } = ColumnNames.Features;

    /// <summary>Whether to fit a temperature to the held-out images after the training, by which the delivered model divides its logits: its probabilities then mean what they say.</summary>
    /// <value>false. What is predicted stays the same. Needs held-out images.</value>
    public bool Calibrate { get; init; }

    /// <summary>Told after every step and every epoch, on the thread that trains.</summary>
    /// <value>null: nobody.</value>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Told how the training goes, on the thread that trains. They stay the caller's to dispose.</summary>
    /// <value>None.</value>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>The processes that train together, all with equal options and data. Each of them gets the same model.</summary>
    /// <value>null: this one alone.</value>
    public ITrainingGroup? Group { get; init; }

    /// <summary>Ends the training after the current step; <c>Fit</c> then returns a model with the best weights so far.</summary>
    /// <value>None.</value>
    public CancellationToken CancellationToken { get; init; }

    /// <inheritdoc cref="TrainingOptions.Validate"/>
    public new void Validate()
    {
        base.Validate();
        if (Calibrate && ValidationFraction == 0)
        {
            throw new ArgumentException($"{nameof(Calibrate)} is true and {nameof(ValidationFraction)} is 0: without held-out images there is nothing to calibrate on. Hold some out, or do not calibrate.");
        }
    }
}
