using System.Diagnostics;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Models.Training.Checkpoints;
using Cifar.Pipelines.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Training;

/// <summary>Trainings that cannot go on: checkpoints of others or damaged, folders and disks that take nothing, too few images, wrong sizes.</summary>
[Collection(TorchTests.Name)]
public sealed class TrainingRefusalTests : IDisposable
{
    private static readonly TrainingRecipe Recipe = new() { Epochs = 3, BatchSize = 10, AveragingDecay = 0 };
    private static readonly TrainingOptions Quick = new() { Threads = 1, ValidationFraction = 0 };

    private readonly TemporaryFolder folder = new();
    private readonly TrainingData data = SmallTrainings.Stripes(40, side: 8);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_checkpoint_of_another_network_is_refused_with_both_names()
    {
        Train(Quick with { CheckpointFolder = folder.Root });
        string message = Assert.Throws<ArgumentException>(() => new Trainer(Quick with { CheckpointFolder = folder.Root, ResumeFromCheckpoint = true, Epochs = 3, BatchSize = 10 }).Fit(data)).Message;
        Assert.Contains(folder["last.json"], message, StringComparison.Ordinal);
        Assert.Contains("network was tiny and is simple-cnn", message, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_checkpoint_of_other_images_is_refused_also_where_pixels_are_let_go_of(bool once)
    {
        TrainingData mine = SmallTrainings.Stripes(40, side: 8), other = SmallTrainings.Stripes(40, side: 8);
        ((byte[])other.Values)[7] ^= 1;
        mine.ForOneTraining = other.ForOneTraining = once;
        var options = Quick with { CheckpointFolder = folder.Root };
        new Trainer(options).Fit(SmallTrainings.Tiny(), Recipe, mine).Network.Dispose();
        string message = Assert.Throws<ArgumentException>(() => new Trainer(options with { ResumeFromCheckpoint = true }).Fit(SmallTrainings.Tiny(), Recipe, other)).Message;
        Assert.Contains("data.sha256", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_and_stays_as_it_is()
    {
        Train(Quick with { CheckpointFolder = folder.Root });
        string tensors = Directory.GetFiles(folder.Root, "last-*").Single();
        byte[] content = File.ReadAllBytes(tensors);
        content[^1] ^= 1;
        File.WriteAllBytes(tensors, content);
        string[] before = folder.Contents();
        string message = Assert.Throws<InvalidDataException>(() => Train(Quick with { CheckpointFolder = folder.Root, ResumeFromCheckpoint = true })).Message;
        Assert.Contains(tensors, message, StringComparison.Ordinal);
        Assert.Equal(before, folder.Contents());
        Assert.Equal(content, File.ReadAllBytes(tensors));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_before_the_first_step()
    {
        string file = folder.Write([1], "file");
        var step = new Observed { OnStep = _ => Assert.Fail("a step was done") };
        string message = Assert.Throws<IOException>(() => Train(Quick with { CheckpointFolder = Path.Combine(file, "checkpoints") }, step)).Message;
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.Contains("choose another folder", message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_disk_that_fills_up_ends_the_training_and_it_can_go_on_from_the_checkpoint_before()
    {
        string disk = folder["disk"], filler = folder["disk", "filler"];
        Directory.CreateDirectory(disk);
        Skip.IfNot(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk), "needs the right to mount a small disk");
        try
        {
            TrainingOptions options = Quick with { CheckpointFolder = disk };
            var fill = new Observed { OnEpoch = (epoch, _) => FillUp(filler, epoch.Epoch == 2) };
            string message = Assert.Throws<IOException>(() => Train(options, fill)).Message;
            Assert.Contains(disk, message, StringComparison.Ordinal);
            Assert.Contains("The one before is still there", message, StringComparison.Ordinal);

            File.Delete(filler);
            double[] resumed = Train(options with { ResumeFromCheckpoint = true }, new Observed { OnStarted = start => Assert.Equal(2, start.EarlierEpochs.Count) });
            Assert.Equal(Train(Quick), resumed);
        }
        finally
        {
            Run("umount", disk);
        }
    }

    [Fact]
    public void A_class_with_one_image_is_trained_on_and_not_held_out()
    {
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => i == 39 ? 3 : i % 3)];
        TrainingData uneven = TrainingData.FromBytes((byte[])data.Values, labels, 4, 8, 8, PixelNormalization.MinusOneToOne);
        using TrainedNetwork trained = new Trainer(Quick with { ValidationFraction = 0.5 }).Fit(SmallTrainings.Tiny(), Recipe, uneven);
        Assert.Equal((20, 20), (trained.Summary.TrainingImages, trained.Summary.ValidationImages));
        Assert.NotNull(trained.Summary.ValidationAccuracy);
    }

    [Fact]
    public void Classes_with_one_image_each_are_trained_on_with_a_note()
    {
        TrainingData few = SmallTrainings.Stripes(4, side: 8);
        using TrainedNetwork trained = new Trainer(Quick with { ValidationFraction = 0.5 }).Fit(SmallTrainings.Tiny(), Recipe, few);
        Assert.Equal((4, 0, 3), (trained.Summary.TrainingImages, trained.Summary.ValidationImages, trained.Summary.BestEpoch));
        Assert.Contains("No class has enough images to hold one out; the last weights are kept.", trained.History.Notes);
    }

    [Fact]
    public void Smaller_images_for_a_network_that_takes_one_size_only_are_refused()
    {
        string message = Assert.Throws<ArgumentException>(() => Train(Quick with { ImageSizes = ImageSizes.Parse("8:0.5") })).Message;
        Assert.Equal("tiny takes images of 8 x 8 only; it cannot be trained at sizes 8:0.5.", message);
    }

    [Fact]
    public void Images_too_small_for_a_network_are_refused_before_the_first_step()
    {
        var options = Quick with { Network = SpeedNet.CatalogName, ImageSizes = ImageSizes.Parse("8:0.5") };
        string message = Assert.Throws<ArgumentException>(() => new Trainer(options).Fit(SmallTrainings.Stripes(8), [new Observed { OnStep = _ => Assert.Fail("a step was done") }])).Message;
        Assert.Equal("speed-net cannot be trained at sizes 8:0.5: images of 8 pixels are too small for it. Start with larger ones.", message);
    }

    [Fact]
    public void Colour_operations_on_network_inputs_are_refused()
    {
        TrainingData features = TrainingData.FromFeatures([.. ((byte[])data.Values).Select(pixel => pixel / 255f)], data.Labels, 4, 8, 8);
        string message = Assert.Throws<ArgumentException>(() => new Trainer(Quick with { Augmentation = new() { Brightness = 0.4 } }).Fit(SmallTrainings.Tiny(), Recipe, features)).Message;
        Assert.Contains("brightness=0.4", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_another_shape_than_the_network_are_refused()
    {
        string message = Assert.Throws<ArgumentException>(() => new Trainer(Quick).Fit(SmallTrainings.Tiny(), Recipe, SmallTrainings.Stripes(8))).Message;
        Assert.Equal("The network takes 8 x 8 images of 4 classes; the data are 16 x 16 images of 4.", message);
    }

    private double[] Train(TrainingOptions options, params Observed[] observers)
    {
        random.manual_seed(options.Seed);
        using TrainedNetwork trained = new Trainer(options).Fit(SmallTrainings.Tiny(), Recipe, data, observers);
        return SmallTrainings.Weights(trained.Network);
    }

    private static void FillUp(string path, bool now)
    {
        if (!now)
        {
            return;
        }

        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1);
        try
        {
            while (true)
            {
                stream.Write(new byte[1024]);
            }
        }
        catch (IOException)
        {
            // Full is what it should be.
        }
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
