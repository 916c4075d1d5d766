using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Onnx;

/// <summary>The shapes of what the layers of a network are given; found by running it on one black image when the first is asked for.</summary>
internal sealed class LayerShapes(nn.Module<Tensor, Tensor> network, int height, int width)
{
    private Dictionary<nn.Module, long[]>? shapes;

    /// <returns>Null for a layer that does not run, or that its parent runs without <c>call</c>.</returns>
    public long[]? Find(nn.Module layer) => (shapes ??= Record()).GetValueOrDefault(layer);

    private Dictionary<nn.Module, long[]> Record()
    {
        var found = new Dictionary<nn.Module, long[]>(ReferenceEqualityComparer.Instance);
        var hooks = new List<Action>();
        foreach (var layer in network.modules().Prepend(network).OfType<nn.Module<Tensor, Tensor>>())
        {
            hooks.Add(layer.register_forward_pre_hook((module, x) =>
            {
                found[module] = x.shape;
                return x;
            }).remove);
        }

        bool training = network.training;
        network.eval();
        try
        {
            using IDisposable mode = no_grad();
            using DisposeScope scope = NewDisposeScope();
            Device device = network.parameters().FirstOrDefault()?.device ?? CPU;
            network.call(zeros(new long[] { 1, PixelNormalization.Channels, height, width }, device: device));
        }
        finally
        {
            network.train(training);
            hooks.ForEach(remove => remove());
        }

        return found;
    }
}
