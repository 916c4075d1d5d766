using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>The layers of a network in the order in which an image passes them, with what each makes and costs.</summary>
/// <param name="Layers">The layers: modules without parts, and modules with weights of their own.</param>
/// <param name="Skips">Connections around layers, of <see cref="Residual"/> blocks.</param>
/// <param name="Parameters">Trainable weights of the network.</param>
/// <param name="MultiplyAdds">Multiplications with addition that an image takes in convolutions and linear layers.</param>
public sealed record NetworkSummary(IReadOnlyList<NetworkLayer> Layers, IReadOnlyList<NetworkSkip> Skips, long Parameters, long MultiplyAdds)
{
    /// <summary>Runs a network on one black image and takes notes.</summary>
    /// <param name="network">The network; its mode and weights are left as they are.</param>
    /// <returns>The summary.</returns>
    public static NetworkSummary Of(ImageNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Of(network, network.Height, network.Width);
    }

    /// <summary>Runs any module that takes images on one black image and takes notes.</summary>
    /// <param name="module">Takes float32 [N, 3, H, W]. Its mode and weights are left as they are. Layers that it runs by <c>forward</c> instead of <c>call</c> are not seen.</param>
    /// <param name="height">Rows of an image in pixels, at least 1.</param>
    /// <param name="width">Columns of an image in pixels, at least 1.</param>
    /// <returns>The summary.</returns>
    public static NetworkSummary Of(Module<Tensor, Tensor> module, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var layers = new List<NetworkLayer>();
        var skips = new List<NetworkSkip>();
        var seen = new HashSet<nn.Module>();
        var starts = new Stack<int>();
        var hooks = new List<Action>();

        foreach ((string name, nn.Module part) in module.named_modules())
        {
            if (part is not Module<Tensor, Tensor> layer)
            {
                continue;
            }

            if (part is Residual)
            {
                hooks.Add(layer.register_forward_pre_hook((_, x) =>
                {
                    starts.Push(layers.Count);
                    return x;
                }).remove);
                hooks.Add(layer.register_forward_hook((_, _, y) =>
                {
                    skips.Add(new(starts.Pop(), layers.Count - 1));
                    return y;
                }).remove);
            }

            if (!layer.children().Any() || layer.parameters(recurse: false).Any())
            {
                hooks.Add(layer.register_forward_hook((_, x, y) =>
                {
                    layers.Add(LayerCosts.Describe(name, layer, x.shape, y.shape, seen.Add(layer)));
                    return y;
                }).remove);
            }
        }

        try
        {
            RunOnce(module, height, width);
        }
        finally
        {
            hooks.ForEach(remove => remove());
        }

        return new(layers, skips, module.parameters().Sum(parameter => parameter.numel()), layers.Sum(layer => layer.MultiplyAdds));
    }

    private static void RunOnce(Module<Tensor, Tensor> module, int height, int width)
    {
        bool training = module.training;
        module.eval();
        try
        {
            using IDisposable mode = no_grad();
            using DisposeScope scope = NewDisposeScope();
            Device device = module.parameters().FirstOrDefault()?.device ?? CPU;
            module.call(zeros(new long[] { 1, 3, height, width }, device: device));
        }
        finally
        {
            module.train(training);
        }
    }
}
