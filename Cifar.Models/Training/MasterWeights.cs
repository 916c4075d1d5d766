using Cifar.Models.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>The weights of a network under training: float32 masters, and, where layers compute in bfloat16, the copies they compute with.</summary>
/// <remarks>
/// Convolutions and linear layers but the first and the last compute in bfloat16 when asked to; each casts its own input, so that any network of built-in layers
/// can be trained this way. Gradients are applied to the masters (Micikevicius and others 2018, arXiv:1710.03740; bfloat16 needs no loss scaling).
/// </remarks>
internal sealed class MasterWeights : IDisposable
{
    private readonly List<BFloat16Layer> reduced = [];
    private readonly List<InputCast> full = [];

    public MasterWeights(ImageNetwork network, TrainingPrecision precision)
    {
        // Modules are listed level by level, weights in the order in which data usually flow.
        var owners = network.modules().OfType<nn.Module<Tensor, Tensor>>().Where(layer => layer is Conv2d or Linear).ToDictionary(layer => BFloat16Layer.WeightOf(layer).Handle);
        nn.Module<Tensor, Tensor>[] layers = [.. network.parameters().Where(weight => owners.ContainsKey(weight.Handle)).Select(weight => owners[weight.Handle])];
        if (precision == TrainingPrecision.BFloat16)
        {
            reduced.AddRange(layers.Skip(1).SkipLast(1).Select(layer => new BFloat16Layer(layer)));
            full.AddRange(network.modules().OfType<nn.Module<Tensor, Tensor>>()
                .Where(layer => layer is GroupNorm or LayerNorm || layer == layers.FirstOrDefault() || layer == layers.LastOrDefault())
                .Select(layer => new InputCast(layer, ScalarType.Float32)));
        }

        var kinds = Kinds(network, layers.OfType<Linear>().LastOrDefault());
        var masters = reduced.SelectMany(layer => layer.Masters).ToDictionary(pair => pair.Copy.Handle, pair => pair.Master);
        var weights = network.named_parameters()
            .Select(named => new TrainableWeight(
                named.name,
                masters.GetValueOrDefault(named.parameter.Handle, named.parameter),
                kinds.GetValueOrDefault(named.parameter.Handle, WeightKind.Bias)))
            .ToArray();
        Trainable = [.. weights.Where(weight => weight.Value.requires_grad)];
        All = weights.Select(weight => (weight.Name, (Tensor)weight.Value))
            .Concat(network.named_buffers())
            .ToDictionary(named => named.Item1, named => named.Item2);
    }

    /// <summary>What the optimiser changes.</summary>
    public IReadOnlyList<TrainableWeight> Trainable { get; }

    /// <summary>All weights and running statistics by their names in the state dictionary; the masters where there are copies.</summary>
    public IReadOnlyDictionary<string, Tensor> All { get; }

    /// <summary>Gives the layers the present values of the masters.</summary>
    public void Publish() => reduced.ForEach(layer => layer.Publish());

    /// <summary>Moves the gradients of the copies to the masters.</summary>
    public void CollectGradients() => reduced.ForEach(layer => layer.CollectGradients());

    /// <summary>Makes the network float32 again, with the masters as its weights.</summary>
    public void Dispose()
    {
        reduced.ForEach(layer => layer.Dispose());
        full.ForEach(layer => layer.Dispose());
    }

    private static Dictionary<IntPtr, WeightKind> Kinds(ImageNetwork network, Linear? head)
    {
        var kinds = new Dictionary<IntPtr, WeightKind>();
        foreach (nn.Module layer in network.modules())
        {
            switch (layer)
            {
                case Conv2d convolution:
                    kinds[convolution.weight.Handle] = WeightKind.Matrix;
                    break;
                case Linear linear:
                    kinds[linear.weight.Handle] = ReferenceEquals(linear, head) ? WeightKind.Head : WeightKind.Matrix;
                    break;
                case NormBase { weight: { } scale }:
                    kinds[scale.Handle] = WeightKind.Normalization;
                    break;
                case GroupNorm { weight: { } scale }:
                    kinds[scale.Handle] = WeightKind.Normalization;
                    break;
                case LayerNorm { weight: { } scale }:
                    kinds[scale.Handle] = WeightKind.Normalization;
                    break;
            }
        }

        return kinds;
    }
}
