using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>A convolution or linear layer that computes in bfloat16 for as long as this object lives.</summary>
internal sealed class BFloat16Layer : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> layer;
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly InputCast cast;

    public BFloat16Layer(nn.Module<Tensor, Tensor> layer)
    {
        this.layer = layer;
        weight = Copy(Weight, Weight.dtype);
        bias = Bias is { } present ? Copy(present, present.dtype) : null;
        Set(Copy(weight, ScalarType.BFloat16), bias is null ? null : Copy(bias, ScalarType.BFloat16));
        cast = new(layer, ScalarType.BFloat16);
    }

    /// <summary>The weights the layer computes with, and the float32 ones they are rounded from.</summary>
    public IEnumerable<(Parameter Copy, Parameter Master)> Masters => bias is null ? [(Weight, weight)] : [(Weight, weight), (Bias!, bias)];

    /// <summary>Gives the layer the present values of the masters.</summary>
    public void Publish()
    {
        using IDisposable mode = no_grad();
        foreach (var (copy, master) in Masters)
        {
            copy.copy_(master);
        }
    }

    /// <summary>Moves the gradients of the layer to the masters.</summary>
    public void CollectGradients()
    {
        foreach (var (copy, master) in Masters)
        {
            master.grad = copy.grad?.to(ScalarType.Float32);
            copy.grad = null;
        }
    }

    /// <summary>Gives the layer the masters for good.</summary>
    public void Dispose()
    {
        cast.Dispose();
        Set(weight, bias);
    }

    /// <summary>The weight of a convolution or linear layer.</summary>
    public static Parameter WeightOf(nn.Module<Tensor, Tensor> layer) => layer is Conv2d convolution ? convolution.weight : ((Linear)layer).weight;

    private Parameter Weight => WeightOf(layer);

    private Parameter? Bias => layer is Conv2d convolution ? convolution.bias : ((Linear)layer).bias;

    private void Set(Parameter newWeight, Parameter? newBias)
    {
        switch (layer)
        {
            case Conv2d convolution:
                convolution.weight = newWeight;
                convolution.bias = newBias;
                break;
            case Linear linear:
                linear.weight = newWeight;
                linear.bias = newBias;
                break;
        }
    }

    // The layer disposes a weight it is given another one for, so nothing it holds is shared.
    private static Parameter Copy(Parameter original, ScalarType type)
    {
        using IDisposable mode = no_grad();
        return new(original.detach().to(type, copy: true), original.requires_grad);
    }
}
