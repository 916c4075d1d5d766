using Cifar.Models.Networks;
using Cifar.Models.Training.Checkpoints;
using Cifar.Models.Weights;
using Cifar.Pipelines.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Checkpoints;

[Collection(TorchTests.Name)]
public sealed class NetworkWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly SimpleCnn source = new(5, 8, 8);
    private readonly SimpleCnn target = new(5, 8, 8);

    public void Dispose()
    {
        source.Dispose();
        target.Dispose();
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Saved_weights_make_another_network_the_same()
    {
        Assert.False(Same());
        source.SaveWeights(folder["w.safetensors"]);
        target.LoadWeights(folder["w.safetensors"]);
        Assert.True(Same());
        Assert.All(target.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void Weights_of_a_checkpoint_are_found_through_its_JSON()
    {
        var checkpoints = new CheckpointFolder(folder.Root, CheckpointExamples.Identity(), 1);
        checkpoints.SaveEpoch(source.state_dict(), 1, 0.5);
        target.LoadWeights(checkpoints.Best);
        Assert.True(Same());

        using var third = new SimpleCnn(5, 8, 8);
        CheckpointState state = CheckpointExamples.State(2, 0);
        var tensors = new Dictionary<string, Tensor>();
        tensors.Add(CheckpointTensors.Network, third.state_dict());
        tensors.Add(CheckpointTensors.Average, source.state_dict());
        checkpoints.SaveLast(state with { Tensors = tensors });
        third.LoadWeights(checkpoints.Last);
        Assert.True(Same(third));
    }

    [Fact]
    public void Weights_of_another_network_are_refused_and_nothing_changes()
    {
        using var other = new SimpleCnn(7, 8, 8);
        var weights = other.state_dict();
        string gone = weights.Keys.First();
        weights.Remove(gone);
        weights["extra"] = rand(3);
        SafeTensors.Write(folder["w.safetensors"], weights);
        float[] before = Flat(target);
        string message = Assert.Throws<ArgumentException>(() => target.LoadWeights(folder["w.safetensors"])).Message;
        Assert.Contains($"missing: {gone}", message, StringComparison.Ordinal);
        Assert.Contains("unexpected: extra", message, StringComparison.Ordinal);
        Assert.Contains("Float32 [7] instead of Float32 [5]", message, StringComparison.Ordinal);
        Assert.Equal(before, Flat(target));
    }

    private bool Same(SimpleCnn? other = null) => Flat(source).AsSpan().SequenceEqual(Flat(other ?? target));

    private static float[] Flat(SimpleCnn network) => [.. network.state_dict().Values.SelectMany(tensor => tensor.to(ScalarType.Float32).reshape(-1).detach().data<float>().ToArray())];
}
