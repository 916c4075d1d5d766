using System.Runtime.InteropServices;
using Cifar.Models.Training.DataParallel;
using TorchSharp.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Distributed;

/// <summary>Trains with all ranks of a <see cref="ProcessGroup"/>.</summary>
public sealed class GlooTrainingGroup : ITrainingGroup
{
    private readonly ProcessGroup group;

    /// <summary>Creates it.</summary>
    /// <param name="group">The ranks; it stays the caller's to dispose.</param>
    public GlooTrainingGroup(ProcessGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        this.group = group;
    }

    /// <inheritdoc/>
    public int Rank => group.Rank;

    /// <inheritdoc/>
    public int Size => group.Size;

    /// <summary>What exchanging gradients has taken so far.</summary>
    /// <value>Zero at the start.</value>
    public CommunicationTimes Times { get; private set; }

    /// <summary>Bytes of gradients that every rank sums in a step.</summary>
    /// <value>0 before the first step.</value>
    public long BytesOfGradients { get; private set; }

    /// <inheritdoc/>
    public void Broadcast(IReadOnlyList<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        foreach (Tensor tensor in tensors)
        {
            group.Broadcast(tensor);
        }
    }

    /// <inheritdoc/>
    public byte[] Broadcast(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        using DisposeScope scope = NewDisposeScope();
        Tensor length = tensor((long)bytes.Length);
        group.Broadcast(length);
        Tensor content = Rank == 0 ? tensor(bytes, new long[] { bytes.Length }) : zeros([length.item<long>()], ScalarType.Byte);
        group.Broadcast(content);
        return content.bytes.ToArray();
    }

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Gather(byte[] mine)
    {
        ArgumentNullException.ThrowIfNull(mine);
        using DisposeScope scope = NewDisposeScope();
        Tensor lengths = zeros([Size], ScalarType.Int64);
        MemoryMarshal.Cast<byte, long>(lengths.bytes)[Rank] = mine.Length;
        group.Sum(lengths);
        long[] counts = lengths.data<long>().ToArray();
        var all = new byte[Size][];
        for (int rank = 0; rank < Size; rank++)
        {
            Tensor content = rank == Rank ? tensor(mine, new long[] { mine.Length }) : zeros([counts[rank]], ScalarType.Byte);
            group.Broadcast(content, rank);
            all[rank] = content.bytes.ToArray();
        }

        return all;
    }

    /// <inheritdoc/>
    public double[] Sum(IReadOnlyList<double> mine)
    {
        ArgumentNullException.ThrowIfNull(mine);
        using DisposeScope scope = NewDisposeScope();
        Tensor numbers = tensor(mine.ToArray(), new long[] { mine.Count });
        group.Sum(numbers);
        return numbers.data<double>().ToArray();
    }

    /// <inheritdoc/>
    public IGradientReduction Reduce(IReadOnlyList<Parameter> weights)
    {
        GradientBuckets buckets = group.Reduce(weights);
        BytesOfGradients = buckets.Bytes;
        return new Reduction(this, buckets);
    }

    private sealed class Reduction(GlooTrainingGroup owner, GradientBuckets buckets) : IGradientReduction
    {
        private Tensor? numbers;
        private PendingSum? sum;

        // The numbers are on their way while the backward pass runs.
        public void Begin(double share, IReadOnlyList<double> numbers)
        {
            this.numbers = tensor(numbers.ToArray(), new long[] { numbers.Count }).DetachFromDisposeScope();
            sum = owner.group.StartSum(this.numbers);
            buckets.Begin(share);
        }

        public double[] Finish()
        {
            CommunicationTimes times = buckets.Finish();
            owner.Times = new(owner.Times.Communicating + times.Communicating, owner.Times.Waiting + times.Waiting);
            double[] sums = sum!.Wait().data<double>().ToArray();
            numbers!.Dispose();
            return sums;
        }

        public void Dispose() => buckets.Dispose();
    }
}
