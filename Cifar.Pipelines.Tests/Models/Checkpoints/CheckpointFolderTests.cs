using Cifar.Models.Training;
using Cifar.Models.Training.Checkpoints;
using Cifar.Models.Weights;
using Cifar.Pipelines.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Checkpoints;

[Collection(TorchTests.Name)]
public sealed class CheckpointFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_state_comes_back_to_the_last_bit()
    {
        Assert.Null(Open().LoadLast());
        CheckpointState state = CheckpointExamples.State(3, 5);
        Open().SaveLast(state);
        CheckpointState? read = Open().LoadLast();
        CheckpointExamples.AssertEqual(state, read);
        Assert.Empty(read!.Notes);
    }

    [Fact]
    public void Random_numbers_go_on_where_they_were()
    {
        random.manual_seed(3);
        rand(7);
        Open().SaveLast(CheckpointExamples.State(1, 0));
        set_rng_state(Open().LoadLast()!.Tensors[CheckpointTensors.RandomState]);
        Tensor first = rand(100), normal = randn(101);
        random.manual_seed(99);
        set_rng_state(Open().LoadLast()!.Tensors[CheckpointTensors.RandomState]);
        Assert.True(rand(100).equal(first).all().item<bool>() && randn(101).equal(normal).all().item<bool>());
    }

    [Fact]
    public void Only_the_last_state_is_kept_and_other_files_are_left_alone()
    {
        folder.Write([1], "epoch-notes.txt");
        CheckpointFolder checkpoints = Open();
        checkpoints.SaveLast(CheckpointExamples.State(1, 9));
        checkpoints.SaveLast(CheckpointExamples.State(2, 3));
        Assert.Equal(["epoch-notes.txt", "last-0002-000003.safetensors", "last.json"], folder.Contents());
    }

    [Fact]
    public void Saving_the_same_step_again_never_touches_the_tensors_that_are_in_use()
    {
        CheckpointFolder checkpoints = Open();
        checkpoints.SaveLast(CheckpointExamples.State(1, 9));
        CheckpointState other = CheckpointExamples.State(1, 9, seed: 5);
        checkpoints.SaveLast(other);
        Assert.Equal(["last-0001-000009.2.safetensors", "last.json"], folder.Contents());
        CheckpointExamples.AssertEqual(other, Open().LoadLast());
    }

    [Fact]
    public void Whenever_the_program_dies_the_old_state_or_the_new_one_is_there()
    {
        using var reference = new TemporaryFolder();
        CheckpointState before = CheckpointExamples.State(1, 9), after = CheckpointExamples.State(2, 3);
        Open(reference.Root).SaveLast(after);
        byte[] tensors = File.ReadAllBytes(reference["last-0002-000003.safetensors"]), json = File.ReadAllBytes(reference["last.json"]);
        string partial = $".{new string('a', 32)}.tmp";

        Open().SaveLast(before);
        foreach (int part in new[] { 0, 1, tensors.Length / 2, tensors.Length })
        {
            folder.Write(tensors[..part], "last-0002-000003.safetensors" + partial);
            CheckpointExamples.AssertEqual(before, Open().LoadLast());
        }

        folder.Write(tensors, "last-0002-000003.safetensors");
        folder.Write(json[..(json.Length / 2)], "last.json" + partial);
        CheckpointExamples.AssertEqual(before, Open().LoadLast());
        folder.Write(json, "last.json");
        CheckpointExamples.AssertEqual(after, Open().LoadLast());

        Open().SaveLast(CheckpointExamples.State(2, 4));
        Assert.Equal(["last-0002-000004.safetensors", "last.json"], folder.Contents());
    }

    [Fact]
    public void The_best_epochs_are_kept_and_ties_go_to_the_earlier()
    {
        CheckpointFolder checkpoints = Open(keep: 2);
        double[] accuracies = [0.2, 0.5, 0.5, 0.1, 0.6];
        bool[] best = [.. accuracies.Select((accuracy, index) => checkpoints.SaveEpoch(CheckpointExamples.Weights(index + 1), index + 1, accuracy))];
        Assert.Equal([true, true, false, false, true], best);
        Assert.Equal(["best.json", "epoch-0002.safetensors", "epoch-0005.safetensors"], folder.Contents());
        using SafeTensorsFile file = CheckpointFile.OpenWeights(checkpoints.Best);
        Assert.Equal(5f, file.Load("w")[0].item<float>());
    }

    [Fact]
    public void Without_held_out_images_the_latest_epoch_is_the_best()
    {
        CheckpointFolder checkpoints = Open();
        Assert.All(Enumerable.Range(1, 3), epoch => Assert.True(checkpoints.SaveEpoch(CheckpointExamples.Weights(epoch), epoch, accuracy: null)));
        Assert.Equal(["best.json", "epoch-0003.safetensors"], folder.Contents());
    }

    [Fact]
    public void Resuming_remembers_the_best_epochs_up_to_its_position()
    {
        CheckpointFolder first = Open(keep: 2);
        first.SaveEpoch(CheckpointExamples.Weights(1), 1, 0.5);
        first.SaveLast(CheckpointExamples.State(2, 0));
        first.SaveEpoch(CheckpointExamples.Weights(2), 2, 0.9);

        CheckpointFolder second = Open(keep: 2);
        second.LoadLast();
        Assert.True(second.SaveEpoch(CheckpointExamples.Weights(2), 2, 0.7));
        Assert.False(second.SaveEpoch(CheckpointExamples.Weights(3), 3, 0.6));
        Assert.Equal([2, 3], CheckpointFile.ReadJson(second.Best, CheckpointJson.Default.BestRecord).Kept.Select(one => one.Epoch));
    }

    [Fact]
    public void A_new_training_in_the_same_folder_does_not_count_the_old_epochs()
    {
        Open().SaveEpoch(CheckpointExamples.Weights(9), 9, 0.9);
        Assert.True(Open().SaveEpoch(CheckpointExamples.Weights(1), 1, 0.1));
        Assert.Equal(["best.json", "epoch-0001.safetensors"], folder.Contents());
    }

    private CheckpointFolder Open(string? root = null, TrainingOptions? options = null, int keep = 1) => new(root ?? folder.Root, CheckpointExamples.Identity(options), keep);
}
