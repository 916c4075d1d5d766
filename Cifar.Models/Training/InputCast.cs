using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>Makes a layer take its input in a given number format for as long as this object lives.</summary>
internal sealed class InputCast : IDisposable
{
    private readonly nn.HookableModule<Func<nn.Module<Tensor, Tensor>, Tensor, Tensor>, Func<nn.Module<Tensor, Tensor>, Tensor, Tensor, Tensor>>.HookRemover hook;

    public InputCast(nn.Module<Tensor, Tensor> layer, ScalarType type) =>
        hook = layer.register_forward_pre_hook((_, input) => input.dtype == type ? input : input.to(type));

    public void Dispose() => hook.remove();
}
