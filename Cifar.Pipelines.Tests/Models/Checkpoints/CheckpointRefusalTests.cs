using System.Diagnostics;
using Cifar.Models.Training;
using Cifar.Models.Training.Checkpoints;
using Cifar.Pipelines.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Checkpoints;

/// <summary>Checkpoints that are damaged, of another training, or cannot be written.</summary>
[Collection(TorchTests.Name)]
public sealed class CheckpointRefusalTests : IDisposable
{
    private const string Tensors = "last-0002-000003.safetensors";

    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Settings_that_matter_are_all_named_with_both_values()
    {
        Saved();
        string message = Refusal<ArgumentException>(CheckpointExamples.Identity(new() { Epochs = 40, Seed = 5, LearningRate = 0.5, WeightDecay = 0.25 }, classes: 4, pixel: 8));
        foreach (string difference in new[] { "options.Epochs was 30 and is 40", "options.Seed was 0 and is 5", "options.LearningRate was 0.002 and is 0.5", "options.WeightDecay was 0.05 and is 0.25", "network.classes was 3 and is 4", "data.sha256 was " })
        {
            Assert.Contains(difference, message, StringComparison.Ordinal);
        }

        Assert.Contains("learning rate", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_pixels_alone_are_noticed() => Assert.Contains("data.sha256", RefusalOfSaved(CheckpointExamples.Identity(pixel: 8)), StringComparison.Ordinal);

    [Fact]
    public void Naming_the_default_is_no_difference()
    {
        Saved();
        Assert.Empty(new CheckpointFolder(folder.Root, CheckpointExamples.Identity(new() { LearningRate = 0.002, WeightDecay = 0.05 }), 1).LoadLast()!.Notes);
    }

    [Fact]
    public void Threads_may_change_and_are_mentioned()
    {
        Saved();
        string note = Assert.Single(new CheckpointFolder(folder.Root, CheckpointExamples.Identity(new() { Threads = 3 }), 1).LoadLast()!.Notes);
        Assert.Contains("options.Threads was 0 and is 3", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_tensors_are_refused_and_named()
    {
        Saved();
        byte[] whole = File.ReadAllBytes(folder[Tensors]);
        foreach (byte[] damaged in new[] { whole[..^1], [], [.. whole, 0], [.. whole[..^1], (byte)(whole[^1] ^ 1)], [(byte)(whole[0] ^ 1), .. whole[1..]] })
        {
            folder.Write(damaged, Tensors);
            Assert.Contains(folder[Tensors], Refusal<InvalidDataException>(), StringComparison.Ordinal);
        }

        File.Delete(folder[Tensors]);
        string message = Refusal<InvalidDataException>();
        Assert.Contains("is missing", message, StringComparison.Ordinal);
        Assert.Contains("no older checkpoint", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_says_which_weights_are_left()
    {
        Saved().SaveEpoch(CheckpointExamples.Weights(1), 1, 0.5);
        folder.Write([1, 2, 3], Tensors);
        Assert.Contains("weights of epoch 1 are intact", Refusal<InvalidDataException>(), StringComparison.Ordinal);
        folder.Write([1, 2, 3], "epoch-0001.safetensors");
        Assert.Contains("best.json is of no use either", Refusal<InvalidDataException>(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_flipped_bit_of_the_JSON_goes_unnoticed()
    {
        CheckpointFolder checkpoints = Saved();
        CheckpointState state = checkpoints.LoadLast()!;
        byte[] whole = File.ReadAllBytes(checkpoints.Last);
        int refused = 0;
        for (int at = 0; at < whole.Length; at += 7)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= (byte)(1 << (at % 8));
            folder.Write(damaged, "last.json");
            using DisposeScope inner = NewDisposeScope();
            try
            {
                // Blanks around the content are the only thing that may differ.
                CheckpointExamples.AssertEqual(state, checkpoints.LoadLast());
            }
            catch (InvalidDataException damage)
            {
                Assert.Contains(checkpoints.Last, damage.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, (whole.Length / 7) - 3, whole.Length);
        folder.Write([], "last.json");
        Refusal<InvalidDataException>();
    }

    [Fact]
    public void Tensors_outside_the_folder_are_not_read() =>
        Assert.Throws<InvalidDataException>(() => CheckpointFile.OpenTensors(folder.Root, new("../secret.safetensors", 1, "")));

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        string file = folder.Write([1], "file");
        var checkpoints = new CheckpointFolder(Path.Combine(file, "checkpoints"), CheckpointExamples.Identity(), 1);
        Assert.Contains(checkpoints.Last, Assert.Throws<IOException>(() => checkpoints.SaveLast(CheckpointExamples.State(1, 0))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_full_disk_leaves_the_checkpoint_before()
    {
        string disk = folder["disk"];
        Directory.CreateDirectory(disk);
        Skip.IfNot(OperatingSystem.IsLinux() && Mount("mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", disk), "needs the right to mount a small disk");
        try
        {
            var checkpoints = new CheckpointFolder(disk, CheckpointExamples.Identity(), 1);
            CheckpointState small = CheckpointExamples.State(1, 9), large = CheckpointExamples.State(2, 3);
            checkpoints.SaveLast(small);
            ((Dictionary<string, Tensor>)large.Tensors)["large"] = rand(100_000);
            string message = Assert.Throws<IOException>(() => checkpoints.SaveLast(large)).Message;
            Assert.Contains(checkpoints.Last, message, StringComparison.Ordinal);
            Assert.Contains("The one before is still there", message, StringComparison.Ordinal);
            CheckpointExamples.AssertEqual(small, checkpoints.LoadLast());
            Assert.Equal(2, Directory.GetFiles(disk).Length);
        }
        finally
        {
            Mount("umount", disk);
        }
    }

    private CheckpointFolder Saved()
    {
        var checkpoints = new CheckpointFolder(folder.Root, CheckpointExamples.Identity(), 1);
        checkpoints.SaveLast(CheckpointExamples.State(2, 3));
        return checkpoints;
    }

    private string RefusalOfSaved(CheckpointIdentity identity)
    {
        Saved();
        return Refusal<ArgumentException>(identity);
    }

    private string Refusal<T>(CheckpointIdentity? identity = null) where T : Exception =>
        Assert.Throws<T>(() => new CheckpointFolder(folder.Root, identity ?? CheckpointExamples.Identity(), 1).LoadLast()).Message;

    private static bool Mount(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
