using System.Globalization;
using Cifar.Models.Training.Observers;

namespace Cifar.Pipelines.Tests.Models.Observers;

[Collection(TorchTests.Name)]
public sealed class MlflowTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mlflow-").FullName;
    private readonly FakeTraining training = new();

    public void Dispose()
    {
        training.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string Store => Path.Combine(folder, "mlruns");

    [Fact]
    public void A_run_has_the_files_that_MLflow_looks_for()
    {
        using var observer = new MlflowObserver(Store, "CIFAR: \"100\"", "simple-cnn, seed 7");
        training.Tell(observer, 1, 3);
        observer.Ended(FakeTraining.History(3), FakeTraining.Summary(interrupted: false));

        string experiment = Assert.Single(Directory.GetDirectories(Store)), run = Path.Combine(experiment, observer.RunId!);
        var about = Meta(experiment);
        Assert.Equal("\"CIFAR: \\\"100\\\"\"", about["name"]);
        Assert.Equal($"\"{Path.GetFileName(experiment)}\"", about["experiment_id"]);
        Assert.Equal("active", about["lifecycle_stage"]);

        var meta = Meta(run);
        Assert.Equal("3", meta["status"]);
        Assert.Equal("\"simple-cnn, seed 7\"", meta["run_name"]);
        Assert.Equal($"\"{observer.RunId}\"", meta["run_id"]);
        Assert.Matches("^[0-9a-f]{32}$", observer.RunId!);
        Assert.Equal("4", meta["source_type"]);
        Assert.Equal($"\"{new Uri(observer.ArtifactFolder!).AbsoluteUri}\"", meta["artifact_uri"]);
        Assert.True(Number(meta["start_time"]) <= Number(meta["end_time"]));
        Assert.True(Directory.Exists(observer.ArtifactFolder));

        Assert.Equal("0.003", File.ReadAllText(Path.Combine(run, "params", "learningRate")));
        Assert.Equal("7", File.ReadAllText(Path.Combine(run, "params", "seed")));
        Assert.Equal("simple-cnn, seed 7", File.ReadAllText(Path.Combine(run, "tags", "mlflow.runName")));
        Assert.Equal([(0.1, 1), (0.2, 2), (0.3, 3)], Metric(run, "validation_accuracy").Select(point => (Math.Round(point.Value, 9), point.Step)));
    }

    [Fact]
    public void The_status_says_how_a_training_ended()
    {
        var cancelled = new MlflowObserver(Store, "e", "cancelled");
        training.Tell(cancelled, 1, 1);
        Assert.Equal("1", Status(cancelled));
        cancelled.Ended(FakeTraining.History(1), FakeTraining.Summary(interrupted: true));
        cancelled.Dispose();
        Assert.Equal("5", Status(cancelled));

        var failed = new MlflowObserver(Store, "e", "failed");
        training.Tell(failed, 1, 1);
        failed.Dispose();
        Assert.Equal("4", Status(failed));
        Assert.Single(Directory.GetDirectories(Store));

        string Status(MlflowObserver observer) => Meta(Path.Combine(Directory.GetDirectories(Store).Single(), observer.RunId!))["status"];
    }

    [Fact]
    public void A_resumed_training_goes_on_in_its_run()
    {
        string id = Path.Combine(folder, "run-id");
        var killed = new MlflowObserver(Store, "e", "r", id);
        training.Tell(killed, 1, 2);
        string began = Meta(Path.GetDirectoryName(killed.ArtifactFolder!)!)["start_time"];

        var resumed = new MlflowObserver(Store, "e", "r", id);
        training.Tell(resumed, 2, 3);
        resumed.Ended(FakeTraining.History(3), FakeTraining.Summary(interrupted: false));
        string run = Path.GetDirectoryName(resumed.ArtifactFolder!)!;
        Assert.Equal(killed.RunId, resumed.RunId);
        Assert.Equal(began, Meta(run)["start_time"]);
        Assert.Equal([1, 2, 3], Metric(run, "training_loss").Select(point => point.Step));

        var anew = new MlflowObserver(Store, "e", "r", id);
        training.Tell(anew, 1, 1);
        Assert.NotEqual(killed.RunId, anew.RunId);
        Assert.Equal(anew.RunId, File.ReadAllText(id));
    }

    [Fact]
    public void A_run_id_file_that_names_another_place_is_not_followed()
    {
        string id = Path.Combine(folder, "run-id");
        File.WriteAllText(id, "../../outside");
        using var observer = new MlflowObserver(Store, "e", "r", id);
        training.Tell(observer, 2, 2);
        Assert.StartsWith(Path.GetFullPath(Store), Path.GetFullPath(observer.ArtifactFolder!), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", observer.RunId!);
    }

    private static Dictionary<string, string> Meta(string folder) =>
        File.ReadAllLines(Path.Combine(folder, "meta.yaml")).Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1]);

    private static IEnumerable<(double Value, int Step)> Metric(string run, string name) =>
        File.ReadAllLines(Path.Combine(run, "metrics", name)).Select(line => line.Split(' '))
            .Select(parts => (double.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture)));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
