using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Training.Observers;

/// <summary>
/// Writes event files for TensorBoard: losses, accuracy, learning rate and speed, histograms of the weights after each epoch, images as the network sees them,
/// its graph and the settings of the training.
/// </summary>
/// <remarks>
/// Everything is written at the number of steps done since the training began. A resumed training goes on in a new file; what the interrupted one had
/// written of the steps that are done again is taken back, so that no step occurs twice.
/// </remarks>
/// <param name="folder">The folder of the run; made where it does not exist.</param>
public sealed class TensorBoardObserver(string folder) : ITrainingObserver
{
    // Of larger weights every n-th value is counted: the histogram looks the same and costs little.
    private const long LargestSample = 50_000;

    private TrainingStart? started;
    private SummaryWriter? writer;

    /// <summary>Steps between two points of the curves over steps.</summary>
    /// <value>10. At least 1.</value>
    public int StepsBetweenPoints { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(StepsBetweenPoints), value, "At least 1."); } = 10;

    /// <summary>Training images that are shown as the network sees them.</summary>
    /// <value>32. 0 (none) to 1,024.</value>
    public int SampleImages { get; init => field = value is >= 0 and <= 1024 ? value : throw new ArgumentOutOfRangeException(nameof(SampleImages), value, "0 to 1,024."); } = 32;

    /// <summary>Whether histograms of the weights are written.</summary>
    /// <value>true.</value>
    public bool Histograms { get; init; } = true;

    /// <inheritdoc/>
    public void Started(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        started = start;
        writer = null;
    }

    /// <summary>Writes points of the curves over steps; at the first step of all also images, graph and settings.</summary>
    /// <param name="progress">Where the training is.</param>
    /// <exception cref="InvalidOperationException">The training has not started.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void StepDone(TrainingProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        int step = checked(((progress.Epoch - 1) * progress.Steps) + progress.Step);
        var events = writer ?? Begin(step);
        if (!progress.EpochDone && step % StepsBetweenPoints == 0)
        {
            events.add_scalar("step/loss", (float)progress.Loss, step);
            events.add_scalar("step/learning_rate", (float)progress.LearningRate, step);
        }
    }

    /// <summary>Writes the figures of an epoch and the histograms of the weights.</summary>
    /// <param name="epoch">The figures.</param>
    /// <param name="network">The network.</param>
    /// <exception cref="InvalidOperationException">The training has not started.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void EpochDone(TrainingEpoch epoch, ImageNetwork network)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        ArgumentNullException.ThrowIfNull(network);
        int step = checked(epoch.Epoch * Start.StepsPerEpoch);
        var events = writer ?? Begin(step);
        events.add_scalar("epoch", epoch.Epoch, step);
        events.add_scalar("loss/training", (float)epoch.TrainingLoss, step);
        events.add_scalar("learning_rate", (float)epoch.LearningRate, step);
        events.add_scalar("images_per_second", (float)epoch.ImagesPerSecond, step);
        if (epoch.TrainingAccuracy is { } learnt)
        {
            events.add_scalar("accuracy/training", (float)learnt, step);
        }

        if (epoch.ValidationLoss is { } loss)
        {
            events.add_scalar("loss/validation", (float)loss, step);
        }

        if (epoch.ValidationAccuracy is { } accuracy)
        {
            events.add_scalar("accuracy/validation", (float)accuracy, step);
        }

        if (Histograms)
        {
            Count(events, network, step);
        }
    }

    /// <inheritdoc/>
    public void Ended(TrainingHistory history, TrainingSummary summary)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => writer = null;

    private TrainingStart Start => started ?? throw new InvalidOperationException($"{nameof(Started)} comes before anything else.");

    private SummaryWriter Begin(int step)
    {
        var start = Start;
        bool resumed = step > 1 || start.EarlierEpochs.Count > 0;
        Directory.CreateDirectory(folder);
        if (resumed)
        {
            EventRecords.TakeBack(folder, step);
            return writer = utils.tensorboard.SummaryWriter(folder);
        }

        string? missing = Graph(start.Network);
        writer = utils.tensorboard.SummaryWriter(folder);
        writer.add_text("settings", Table(start), 0);
        if (missing is not null)
        {
            writer.add_text("graph", missing, 0);
        }

        if (SampleImages > 0)
        {
            using var scope = NewDisposeScope();
            writer.add_img("images", SampleGrid.Of(start.SampleBatch(SampleImages), start.Normalization), 0);
        }

        return writer;
    }

    // A network that cannot be written as ONNX can still be trained; then TensorBoard says why there is no graph.
    private string? Graph(ImageNetwork network)
    {
        try
        {
            GraphEvent.Write(folder, network);
            return null;
        }
        catch (UnsupportedLayerException reason)
        {
            return $"There is no graph: {reason.Message}";
        }
    }

    private static void Count(SummaryWriter events, ImageNetwork network, int step)
    {
        foreach (var (name, parameter) in network.named_parameters())
        {
            using var scope = NewDisposeScope();
            var values = parameter.detach().flatten();
            values = values.slice(0, 0, values.numel(), 1 + ((values.numel() - 1) / LargestSample)).to_type(ScalarType.Float32).cpu();
            if (values.isfinite().all().item<bool>())
            {
                events.add_histogram("weights/" + name, values, step);
            }
        }
    }

    private static string Table(TrainingStart start) =>
        string.Concat(TrainingParameters.Of(start).Select(parameter => $"| {parameter.Name} | {parameter.Value} |\n").Prepend("|---|---|\n").Prepend("| setting | value |\n"));
}
