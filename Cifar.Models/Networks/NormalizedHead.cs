using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>The classifier that three networks of omar-mohamed/Object-Classification-CIFAR-100 share: no biases, batch norm after every linear layer, the last included.</summary>
internal static class NormalizedHead
{
    // TensorFlow's momentum of 0.997 is the share of the old average; TorchSharp's is that of the new value.
    private const double Momentum = 1 - 0.997;

    public static Sequential Create(int features, int hidden, int classes) => Sequential(
        Flatten(),
        Linear(features, hidden, hasBias: false), BatchNorm1d(hidden, momentum: Momentum), ReLU(inplace: true), new FastDropout(0.5),
        Linear(hidden, hidden, hasBias: false), BatchNorm1d(hidden, momentum: Momentum), ReLU(inplace: true), new FastDropout(0.5),
        Linear(hidden, classes, hasBias: false), BatchNorm1d(classes, momentum: Momentum));

    public static BatchNorm2d BatchNorm(int channels) => BatchNorm2d(channels, momentum: Momentum);
}
