using Cifar.Distributed.Native;
using TorchSharp.Modules;

namespace Cifar.Distributed;

/// <summary>Gradients of the weights of a network, summed over all ranks while the backward pass still runs.</summary>
/// <remarks>
/// Weights are put into buckets from the last one to the first, about the order in which the backward pass reaches them. A bucket that is full is summed at once
/// (Li and others 2020, arXiv:2006.15704). Sums are float32, also of gradients of a shorter format.
/// </remarks>
public sealed class GradientBuckets : IDisposable
{
    internal const long DefaultBytes = 25 << 20;
    private const long BytesOfFirst = 1 << 20;

    private readonly ProcessGroup group;
    private nint handle;

    internal unsafe GradientBuckets(ProcessGroup group, nint groupHandle, IReadOnlyList<Parameter> weights, long bytes)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        this.group = group;
        nint[] handles = [.. weights.Select(weight => weight.Handle)];
        fixed (nint* pointer = handles)
        {
            handle = NativeMethods.Check(NativeMethods.cd_reduction(groupHandle, pointer, handles.Length, Math.Min(bytes, BytesOfFirst), bytes));
        }

        Count = (int)NativeMethods.cd_reduction_buckets(handle);
        Bytes = weights.Sum(weight => weight.numel()) * sizeof(float);
    }

    /// <summary>How many buckets there are.</summary>
    public int Count { get; }

    /// <summary>Bytes that every rank sums in a step.</summary>
    public long Bytes { get; }

    /// <summary>The backward pass of a step comes next.</summary>
    /// <param name="share">What this rank's gradients are multiplied with before they are summed.</param>
    public void Begin(double share)
    {
        ObjectDisposedException.ThrowIf(handle == 0, this);
        NativeMethods.Check(NativeMethods.cd_reduction_begin(handle, share));
    }

    /// <summary>The backward pass is done: waits until every gradient is the sum over all ranks. Weights without one on this rank stay without.</summary>
    /// <returns>What the sums took.</returns>
    /// <exception cref="RankFailedException">A rank is at fault.</exception>
    public CommunicationTimes Finish()
    {
        ObjectDisposedException.ThrowIf(handle == 0, this);
        CommunicationTimes times = default;
        group.Attempt("summing gradients", () => times = Wait());
        return times;
    }

    private unsafe CommunicationTimes Wait()
    {
        double waiting, communicating;
        NativeMethods.Check(NativeMethods.cd_reduction_finish(handle, &waiting, &communicating));
        return new(TimeSpan.FromSeconds(communicating), TimeSpan.FromSeconds(waiting));
    }

    /// <summary>Lets go of the weights.</summary>
    public void Dispose()
    {
        if (handle != 0)
        {
            NativeMethods.cd_reduction_release(handle);
            handle = 0;
        }
    }
}
