using Cifar.Models.Training.Observers;

namespace Cifar.Pipelines.Tests.Models.Observers;

[Collection(TorchTests.Name)]
public sealed class TensorBoardTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("events-").FullName;
    private readonly FakeTraining training = new();

    public void Dispose()
    {
        training.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Figures_of_epochs_and_steps_can_be_read_back()
    {
        using (var observer = new TensorBoardObserver(folder) { StepsBetweenPoints = 2 })
        {
            training.Tell(observer, 1, 3);
        }

        var events = TensorBoardEvents.Read(folder);
        Assert.Equal([(4L, 4f), (8, 2), (12, 4f / 3)], events.Scalars("loss/training"));
        Assert.Equal([(4L, 0.2f), (8, 0.4f), (12, 0.6f)], events.Scalars("accuracy/training"));
        Assert.Equal([(4L, 0.1f), (8, 0.2f), (12, 0.3f)], events.Scalars("accuracy/validation"));
        Assert.Equal([2L, 4, 6, 8, 10, 12], events.Scalars("step/loss").Select(point => point.Step));
        Assert.Equal(training.Network.named_parameters().Count() * 3, events.Values.Count(value => value.Tag.StartsWith("weights/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Images_settings_and_graph_are_written_once()
    {
        using (var observer = new TensorBoardObserver(folder) { SampleImages = 10 })
        {
            training.Tell(observer, 1, 2);
        }

        var events = TensorBoardEvents.Read(folder);
        var image = Assert.Single(events.Values, value => value.Tag == "images").Message.Message(4);
        Assert.Equal((32L, 128L), (image.Number(1), image.Number(2)));

        // Half of -1..1 is 191.25 of 0..255.
        string png = Path.Combine(folder, "grid.png");
        File.WriteAllBytes(png, image.Bytes(4));
        var dots = Plots.PngDots.Read(png);
        Assert.Equal(((191, 191, 191), (191, 191, 191), (0, 0, 0)), (dots[0, 0], dots[20, 31], dots[40, 31]));

        Assert.Contains("| learningRate | 0.003 |", Assert.Single(events.Values, value => value.Tag == "settings/text_summary").Text, StringComparison.Ordinal);
        var nodes = events.GraphNodes();
        Assert.Equal("Placeholder", nodes[0].Operation);
        Assert.Equal(3, nodes.Count(node => node.Operation == "Conv"));
        Assert.All(nodes.Skip(1), node => Assert.Contains(node.Inputs, input => nodes.Any(other => other.Name == input)));
    }

    [Fact]
    public void A_resumed_training_has_every_step_once()
    {
        using (var killed = new TensorBoardObserver(folder) { StepsBetweenPoints = 1 })
        {
            training.Tell(killed, 1, 2);
            killed.StepDone(FakeTraining.Progress(3, 1, done: false));
        }

        // Killed in the middle of a record.
        string file = Directory.GetFiles(folder, "events.out.tfevents.1*").Single();
        File.AppendAllText(file, "torn");
        using (var resumed = new TensorBoardObserver(folder) { StepsBetweenPoints = 1 })
        {
            training.Tell(resumed, 2, 3);
        }

        var events = TensorBoardEvents.Read(folder);
        Assert.Equal(Enumerable.Range(1, 12).Select(step => (long)step), events.Scalars("step/loss").Select(point => point.Step).Order());
        Assert.Equal([4L, 8, 12], events.Scalars("loss/validation").Select(point => point.Step).Order());
        Assert.Single(events.Values, value => value.Tag == "images");
    }

    [Fact]
    public void An_observer_that_was_not_started_says_so() =>
        Assert.Throws<InvalidOperationException>(() => new TensorBoardObserver(folder).StepDone(FakeTraining.Progress(1, 1, done: false)));

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TensorBoardObserver(folder) { StepsBetweenPoints = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TensorBoardObserver(folder) { SampleImages = -1 });
    }
}
