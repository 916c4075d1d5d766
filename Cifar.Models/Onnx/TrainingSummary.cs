namespace Cifar.Models.Onnx;

/// <summary>How a model was trained and how well it did on the images held out; no clock times, so that equal training gives equal files.</summary>
/// <param name="Epochs">Passes over the training images that were completed, 0 or more.</param>
/// <param name="BestEpoch">The pass whose weights were kept, 1 to <paramref name="Epochs"/>; 0 if it is not known or no pass was completed.</param>
/// <param name="TrainingImages">Images learnt from, at least 1.</param>
/// <param name="ValidationImages">Images held out to the end, 0 or more.</param>
/// <param name="ValidationAccuracy">
/// Share of the held-out images classified correctly, 0..1; null without held-out images. Where <paramref name="ValidationImages"/> is 0, it is that of the choice
/// of settings, made before the images held out for it were learnt from as well.
/// </param>
/// <param name="ValidationLoss">Mean cross-entropy in nats on the held-out images, of the same weights as the accuracy; null without held-out images.</param>
/// <param name="TrainingLoss">Mean loss of the pass whose weights were kept, with augmentation and label smoothing; null if none was completed.</param>
/// <param name="BatchSize">Images a step, at least 1.</param>
/// <param name="LearningRate">Peak learning rate, 0 or more.</param>
/// <param name="Optimizer">Name of the optimiser.</param>
/// <param name="Schedule">Name of the learning-rate schedule.</param>
/// <param name="WeightDecay">Weight decay, 0 or more.</param>
/// <param name="LabelSmoothing">Share of the target spread over all classes, 0 to below 1.</param>
/// <param name="AveragingDecay">Decay of the moving average of the weights, 0 (none) to below 1.</param>
/// <param name="Seed">Seed of the weights, the order of the images and the augmentation.</param>
/// <param name="Interrupted">Whether training ended before it was done.</param>
/// <exception cref="ArgumentException">A number is out of range or not finite.</exception>
public sealed record TrainingSummary(
    int Epochs,
    int BestEpoch,
    int TrainingImages,
    int ValidationImages,
    double? ValidationAccuracy,
    double? ValidationLoss,
    double? TrainingLoss,
    int BatchSize,
    double LearningRate,
    string Optimizer,
    string Schedule,
    double WeightDecay,
    double LabelSmoothing,
    double AveragingDecay,
    int Seed,
    bool Interrupted)
{
    /// <inheritdoc cref="TrainingSummary" path="/param[@name='Epochs']"/>
    public int Epochs { get; init; } = (int)Check(Epochs, 0, int.MaxValue, nameof(Epochs));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='BestEpoch']"/>
    public int BestEpoch { get; init; } = (int)Check(BestEpoch, 0, Epochs, nameof(BestEpoch));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='TrainingImages']"/>
    public int TrainingImages { get; init; } = (int)Check(TrainingImages, 1, int.MaxValue, nameof(TrainingImages));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='ValidationImages']"/>
    public int ValidationImages { get; init; } = (int)Check(ValidationImages, 0, int.MaxValue, nameof(ValidationImages));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='ValidationAccuracy']"/>
    public double? ValidationAccuracy { get; init; } = Check(ValidationAccuracy, 0, 1, nameof(ValidationAccuracy));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='ValidationLoss']"/>
    public double? ValidationLoss { get; init; } = Check(ValidationLoss, 0, double.MaxValue, nameof(ValidationLoss));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='TrainingLoss']"/>
    public double? TrainingLoss { get; init; } = Check(TrainingLoss, 0, double.MaxValue, nameof(TrainingLoss));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='BatchSize']"/>
    public int BatchSize { get; init; } = (int)Check(BatchSize, 1, int.MaxValue, nameof(BatchSize));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='LearningRate']"/>
    public double LearningRate { get; init; } = Check(LearningRate, 0, double.MaxValue, nameof(LearningRate));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='Optimizer']"/>
    public string Optimizer { get; init; } = Optimizer ?? throw new ArgumentNullException(nameof(Optimizer));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='Schedule']"/>
    public string Schedule { get; init; } = Schedule ?? throw new ArgumentNullException(nameof(Schedule));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='WeightDecay']"/>
    public double WeightDecay { get; init; } = Check(WeightDecay, 0, double.MaxValue, nameof(WeightDecay));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='LabelSmoothing']"/>
    public double LabelSmoothing { get; init; } = Check(LabelSmoothing, 0, 1, nameof(LabelSmoothing));

    /// <inheritdoc cref="TrainingSummary" path="/param[@name='AveragingDecay']"/>
    public double AveragingDecay { get; init; } = Check(AveragingDecay, 0, 1, nameof(AveragingDecay));

    private static double? Check(double? value, double from, double to, string name) => value is { } number ? Check(number, from, to, name) : null;

    private static double Check(double value, double from, double to, string name) => value >= from && value <= to
        ? value
        : throw new ArgumentException($"{name} is {value}; it must be {from} to {to}.");
}
