namespace Cifar.Pipelines.Serving;

/// <summary>What a model says about one picture.</summary>
/// <param name="Predictions">The most probable classes, most probable first; equal ones in class order. At least one.</param>
/// <param name="Superclass">The superclass with the greatest sum of probabilities; null where the model has none.</param>
/// <param name="ModelVersion">The first 16 hexadecimal digits of the SHA-256 of the model file that answered.</param>
/// <param name="Width">Columns of the picture as it was given.</param>
/// <param name="Height">Rows of the picture as it was given.</param>
/// <param name="Timing">Where the time went.</param>
public sealed record ClassificationResult(
    IReadOnlyList<ClassPrediction> Predictions, SuperclassPrediction? Superclass, string ModelVersion, int Width, int Height, ClassificationTiming Timing)
{
    /// <summary>Whether the most probable class reaches the threshold that was chosen when the model was calibrated.</summary>
    /// <value>null: the model has no threshold.</value>
    public bool? Sure { get; init; }
}

/// <summary>A superclass and the sum of its classes' probabilities.</summary>
/// <param name="Label">Name of the superclass.</param>
/// <param name="Probability">0..1.</param>
public sealed record SuperclassPrediction(string Label, float Probability);

/// <summary>How long the parts of one classification took.</summary>
/// <param name="Waiting">From the call until a worker took it.</param>
/// <param name="Decoding">Reading the picture and bringing it to the model's size.</param>
/// <param name="Scoring">The model's run; pictures that were scored together share it, and each reports the whole of it.</param>
public sealed record ClassificationTiming(TimeSpan Waiting, TimeSpan Decoding, TimeSpan Scoring);
