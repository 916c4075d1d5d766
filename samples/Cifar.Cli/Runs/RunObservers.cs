using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Models.Training.Observers;

namespace Cifar.Cli.Runs;

/// <summary>What writes down a training while it goes on.</summary>
internal sealed class RunObservers : IDisposable
{
    private readonly Count count = new();

    /// <param name="folder">The run folder: history.csv and TensorBoard events.</param>
    /// <param name="mlflow">Root of an MLflow file store; null for none.</param>
    /// <param name="experiment">The experiment there.</param>
    public RunObservers(RunFolder folder, string? mlflow, string experiment) => All =
    [
        count,
        new HistoryCsvObserver(folder.History),
        new TensorBoardObserver(folder.TensorBoard),
        .. mlflow is null ? Array.Empty<ITrainingObserver>() : [new MlflowObserver(mlflow, experiment, folder.Name, folder.MlflowRun)],
    ];

    public IReadOnlyList<ITrainingObserver> All { get; }

    /// <summary>Weights of the network that is trained.</summary>
    public long Parameters => count.Parameters;

    public void Dispose()
    {
        foreach (var observer in All)
        {
            observer.Dispose();
        }
    }

    private sealed class Count : ITrainingObserver
    {
        public long Parameters { get; private set; }

        public void Started(TrainingStart start) => Parameters = start.Network.CountParameters();

        public void StepDone(TrainingProgress progress)
        {
        }

        public void EpochDone(TrainingEpoch epoch, ImageNetwork network)
        {
        }

        public void Ended(TrainingHistory history, TrainingSummary summary)
        {
        }

        public void Dispose()
        {
        }
    }
}
