using Cifar.Models.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Networks;

[Collection(TorchTests.Name)]
public sealed class DropBlockResNetTests
{
    [Fact]
    public void The_forward_pass_equals_the_PyTorch_transcription_on_the_same_weights()
    {
        using DisposeScope scope = NewDisposeScope();
        var expected = NetworkFixture.Root.GetProperty("dropBlockResNet");
        using var network = new DropBlockResNet(100, widthFactor: expected.GetProperty("width").GetDouble());
        NetworkFixture.Fill(network);
        network.eval();
        using IDisposable mode = no_grad();
        float[] pixels = [.. NetworkFixture.Formula(3 * 3 * 32 * 32, 77).Select(value => (float)value)];
        Tensor logits = network.call(NetworkFixture.Shaped(pixels, 3, 3, 32, 32));
        Exported.AreClose(NetworkFixture.Floats(expected.GetProperty("logits")), logits.contiguous().data<float>().ToArray(), 1e-4);
    }

    [Fact]
    public void DropBlock_keeps_half_a_point_less_each_epoch_down_to_80_percent()
    {
        using var network = new DropBlockResNet(4, 16, 16, 1.0 / 16);
        double[] Keeps(int epoch)
        {
            network.BeginEpoch(epoch);
            return [.. network.modules().OfType<DropBlock>().Select(drop => Math.Round(drop.KeepProbability, 6))];
        }

        Assert.Equal([1, 1, 1, 1], Keeps(1));
        Assert.Equal([0.995, 0.995, 0.995, 0.995], Keeps(2));
        Assert.Equal([0.805, 0.805, 0.805, 0.805], Keeps(40));
        Assert.Equal([0.8, 0.8, 0.8, 0.8], Keeps(41));
        Assert.Equal([0.8, 0.8, 0.8, 0.8], Keeps(1000));
    }

    [Fact]
    public void The_behaviour_of_the_reference_project_on_small_maps_can_be_asked_for()
    {
        using var ours = new DropBlockResNet(4, 16, 16, 1.0 / 16);
        using var theirs = new DropBlockResNet(4, 16, 16, 1.0 / 16, skipSmallMaps: true);
        Assert.All(ours.modules().OfType<DropBlock>(), drop => Assert.False(drop.SkipsSmallMaps));
        Assert.All(theirs.modules().OfType<DropBlock>(), drop => Assert.True(drop.SkipsSmallMaps));
    }
}
