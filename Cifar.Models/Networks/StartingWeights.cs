using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Random weights that networks start from.</summary>
internal static class StartingWeights
{
    /// <summary>Glorot and Bengio 2010, uniform, for convolutions and linear layers; biases at 0.</summary>
    public static void Xavier(nn.Module network)
    {
        using IDisposable mode = no_grad();
        foreach (nn.Module layer in network.modules())
        {
            switch (layer)
            {
                case Conv2d convolution:
                    Set(convolution.weight, convolution.bias);
                    break;
                case Linear linear:
                    Set(linear.weight, linear.bias);
                    break;
            }
        }

        static void Set(Tensor weight, Tensor? bias)
        {
            init.xavier_uniform_(weight);
            if (bias is not null)
            {
                init.zeros_(bias);
            }
        }
    }

    /// <summary>He and others 2015 (arXiv:1502.01852), normal, by the outputs of a unit, for convolutions; linear layers keep TorchSharp's.</summary>
    public static void HeFanOut(nn.Module network)
    {
        using IDisposable mode = no_grad();
        foreach (Conv2d convolution in network.modules().OfType<Conv2d>())
        {
            init.kaiming_normal_(convolution.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        }
    }
}
