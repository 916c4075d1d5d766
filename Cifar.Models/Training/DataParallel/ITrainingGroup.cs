using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Training.DataParallel;

/// <summary>Several processes, called ranks, that train one network together: each on its own part of every batch.</summary>
/// <remarks>
/// A training calls the members in the same order on all ranks, from the thread that trains. What they throw ends it. Whoever implements this decides how
/// the ranks talk; <c>Cifar.Distributed</c> does it by libtorch's Gloo.
/// </remarks>
public interface ITrainingGroup
{
    /// <summary>The number of this process.</summary>
    /// <value>0 to <see cref="Size"/> - 1. Rank 0 alone writes checkpoints.</value>
    int Rank { get; }

    /// <summary>How many processes there are.</summary>
    /// <value>At least 1; with 1 nothing else is called.</value>
    int Size { get; }

    /// <summary>Gives tensors the values they have on rank 0, in place.</summary>
    /// <param name="tensors">Of the same shapes and types on all ranks.</param>
    void Broadcast(IReadOnlyList<Tensor> tensors);

    /// <summary>Hands out bytes of rank 0.</summary>
    /// <param name="bytes">What rank 0 has to say; not read on the others.</param>
    /// <returns>Rank 0's bytes.</returns>
    byte[] Broadcast(byte[] bytes);

    /// <summary>Exchanges a few bytes between all ranks.</summary>
    /// <param name="mine">Those of this rank, of any length.</param>
    /// <returns>Those of all, by rank.</returns>
    IReadOnlyList<byte[]> Gather(byte[] mine);

    /// <summary>Adds up numbers over all ranks.</summary>
    /// <param name="mine">Those of this rank; as many on all.</param>
    /// <returns>The sums, with the same bits on all ranks.</returns>
    double[] Sum(IReadOnlyList<double> mine);

    /// <summary>Prepares the summing of gradients.</summary>
    /// <param name="weights">The weights the network computes with, in its own order. Some may be of a short number format.</param>
    /// <returns>What sums them; to be disposed before the weights.</returns>
    IGradientReduction Reduce(IReadOnlyList<Parameter> weights);
}
