using Cifar.Models.Training.Observers;

namespace Cifar.Pipelines.Tests.Models.Observers;

[Collection(TorchTests.Name)]
public sealed class HistoryCsvTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("history-").FullName;
    private readonly FakeTraining training = new();

    public void Dispose()
    {
        training.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_table_can_be_read_back_after_a_resumption_too()
    {
        string path = Path.Combine(folder, "history.csv");
        using (var first = new HistoryCsvObserver(path))
        {
            training.Tell(first, 1, 2);
        }

        using var second = new HistoryCsvObserver(path);
        training.Tell(second, 2, 3);
        Assert.Equal(Enumerable.Range(1, 3).Select(FakeTraining.Epoch), HistoryTable.Read(path));
        Assert.StartsWith("epoch,learningRate,trainingLoss,", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public void Missing_validation_is_an_empty_cell()
    {
        string path = Path.Combine(folder, "history.csv");
        var epoch = FakeTraining.Epoch(1) with { ValidationLoss = null, ValidationAccuracy = null, TrainingLoss = double.NaN, ImagesPerSecond = 7 };
        File.WriteAllText(path, HistoryTable.Format([epoch]));
        Assert.Contains("1,0.001,NaN,,,7.0,1.50,0.2\n", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal([epoch], HistoryTable.Read(path));
    }

    [Theory]
    [InlineData("", "columns")]
    [InlineData("a,b\n1,2\n", "columns")]
    [InlineData("epoch,learningRate,trainingLoss,validationLoss,validationAccuracy,imagesPerSecond,seconds,trainingAccuracy\n1,0.1,2,,,5.0\n", "line 2")]
    [InlineData("epoch,learningRate,trainingLoss,validationLoss,validationAccuracy,imagesPerSecond,seconds,trainingAccuracy\n1,0.1,2,x,,5.0,1,\n", "line 2")]
    public void A_damaged_table_is_refused(string text, string message)
    {
        string path = Path.Combine(folder, "history.csv");
        File.WriteAllText(path, text);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => HistoryTable.Read(path)).Message, StringComparison.Ordinal);
    }
}
