using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Explanation;

/// <summary>A network in memory, one of whose layers is listened to.</summary>
internal sealed class HookedNetwork : IGradCamNetwork
{
    private readonly ImageNetwork network;
    private readonly nn.Module<Tensor, Tensor> layer;

    public HookedNetwork(ImageNetwork network, nn.Module<Tensor, Tensor>? layer)
    {
        this.network = network;
        if (layer is not null && !network.modules().Any(module => ReferenceEquals(module, layer)))
        {
            throw new ArgumentException($"The layer {layer.GetName()} is not part of {network.Name}.", nameof(layer));
        }

        this.layer = layer ?? LastMaps();
    }

    public int Height => network.Height;

    public int Width => network.Width;

    private Device Device => network.parameters().FirstOrDefault()?.device ?? CPU;

    public (Tensor Maps, Tensor Logits) Run(Tensor image)
    {
        Tensor? maps = null;

        // What follows gets a copy, which it may change in place; the gradient is that of the maps.
        var hook = layer.register_forward_hook((_, _, output) =>
        {
            maps = output.detach().requires_grad_();
            return maps.clone();
        });
        bool training = network.training;
        network.eval();
        try
        {
            Tensor logits = network.call(image.to(Device));
            return maps is { ndim: 4 }
                ? (maps, logits)
                : throw new ArgumentException($"The layer {layer.GetName()} of {network.Name} makes no maps [N, C, h, w], or is not run by call.");
        }
        finally
        {
            network.train(training);
            hook.remove();
        }
    }

    public void Dispose()
    {
        // The network belongs to the caller.
    }

    /// <summary>The layer that comes last of those with maps of more than one place, poolings left out; a chain is what its last link is.</summary>
    private nn.Module<Tensor, Tensor> LastMaps()
    {
        nn.Module<Tensor, Tensor>? last = null;
        var hooks = network.modules().OfType<nn.Module<Tensor, Tensor>>()
            .Where(module => module is not (MaxPool2d or AvgPool2d or AdaptiveAvgPool2d or AdaptiveMaxPool2d or Dropout or Dropout2d or FastDropout or Sequential))
            .Select(module => module.register_forward_hook((layer, _, output) =>
            {
                if (output is { ndim: 4 } && output.shape[2] * output.shape[3] > 1)
                {
                    last = layer;
                }

                return output;
            })).ToArray();
        bool training = network.training;
        network.eval();
        try
        {
            using IDisposable mode = no_grad();
            using DisposeScope scope = NewDisposeScope();
            network.call(zeros(new long[] { 1, PixelNormalization.Channels, Height, Width }, device: Device));
        }
        finally
        {
            network.train(training);
            Array.ForEach(hooks, hook => hook.remove());
        }

        return last ?? throw new ArgumentException($"{network.Name} makes no feature maps of more than one place, so there is nothing to show on a picture.");
    }
}
