using System.Security.Cryptography;
using System.Text;
using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training.DataParallel;

/// <summary>What one rank of a training does together with the others.</summary>
/// <remarks>
/// All ranks draw the same random numbers: for the order of the images, and for all images of a batch, of which each rank then takes its own. So the images of a
/// step, augmented, are those of a training by one process. Only what the network itself draws (dropout) is a rank's own.
/// </remarks>
internal sealed class SharedTraining : IDisposable
{
    private readonly ITrainingGroup group;
    private readonly int seed;
    private IGradientReduction? reduction;

    /// <param name="group">The ranks, at least two.</param>
    /// <param name="seed">Seed of the training.</param>
    public SharedTraining(ITrainingGroup group, int seed) => (this.group, this.seed) = (group, seed);

    /// <summary>Whether this rank writes the checkpoints.</summary>
    public bool IsFirst => group.Rank == 0;

    /// <summary>Whether some rank wants to stop, as far as all of them know.</summary>
    public bool Stopped { get; private set; }

    public void Dispose() => reduction?.Dispose();

    /// <summary>Refuses ranks that were started with other settings or other images than rank 0.</summary>
    public void RequireSame(CheckpointIdentity identity)
    {
        string mine = string.Join('\n', identity.Fixed.Select(fact => $"{fact.Key}: {fact.Value.ReplaceLineEndings(" ")}"));
        string[] all = [.. group.Gather(Encoding.UTF8.GetBytes(mine)).Select(Encoding.UTF8.GetString)];
        int other = Array.FindIndex(all, text => text != all[0]);
        if (other > 0)
        {
            string[] expected = all[0].Split('\n');
            throw new ArgumentException(
                $"Rank {other} was started with other settings or images than rank 0: {string.Join("; ", all[other].Split('\n').Except(expected))}"
                + $" (rank 0: {string.Join("; ", expected.Except(all[other].Split('\n')))}).\nStart all ranks with the same options on the same data.");
        }
    }

    /// <summary>Gives all ranks the weights and random numbers of rank 0, and makes sure that they have them.</summary>
    public void StartAlike(ImageNetwork network)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor state = random.get_rng_state();
        Tensor[] all = [.. network.parameters(), .. network.named_buffers().Select(named => named.buffer), state];
        group.Broadcast(all);
        random.set_rng_state(state);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Tensor tensor in all)
        {
            hash.AppendData(tensor.cpu().contiguous().bytes);
        }

        IReadOnlyList<byte[]> hashes = group.Gather(hash.GetHashAndReset());
        int wrong = hashes.ToList().FindIndex(one => !one.AsSpan().SequenceEqual(hashes[0]));
        if (wrong > 0)
        {
            throw new InvalidDataException($"Rank {wrong} starts from other weights than rank 0, though it was sent rank 0's: its connection or its memory damages data.");
        }
    }

    /// <summary>Gives all ranks the checkpoint that rank 0 has read.</summary>
    public CheckpointState? Share(CheckpointState? state) => SharedCheckpoint.Share(group, state);

    /// <summary>The gradients of these weights are summed from now on.</summary>
    public void Reduce(ImageNetwork network) => reduction = group.Reduce([.. network.parameters().Where(weight => weight.requires_grad)]);

    /// <summary>This rank's part of a batch.</summary>
    public BatchPart PartOf(long images) => BatchPart.OfRank(images, group.Rank, group.Size);

    /// <summary>Computes something with random numbers that no other rank has; those that all share stay as they are.</summary>
    /// <param name="step">Number of the step in the whole training, so that a resumed one draws the same.</param>
    /// <param name="compute">What to compute.</param>
    public Tensor WithOwnRandomNumbers(long step, Func<Tensor> compute)
    {
        using Tensor shared = random.get_rng_state();
        random.manual_seed((long)(Data.SplitMix64.ForKey((ulong)seed, (ulong)group.Rank, (ulong)step).Next() >> 1));
        Tensor result = compute();
        random.set_rng_state(shared);
        return result;
    }

    /// <summary>The backward pass of a step comes next.</summary>
    /// <param name="share">This rank's share of the batch.</param>
    /// <param name="loss">Mean loss of its part.</param>
    /// <param name="correct">Images of it that were classified correctly.</param>
    /// <param name="stop">Whether this rank wants to stop.</param>
    public void BeginBackward(double share, double loss, long correct, bool stop) => reduction!.Begin(share, [loss * share, correct, stop ? 1 : 0]);

    /// <summary>The backward pass is done: the gradients become those of the whole batch.</summary>
    /// <returns>Loss and correct images of the whole batch.</returns>
    public (double Loss, long Correct) EndBackward()
    {
        double[] sums = reduction!.Finish();
        Stopped |= sums[2] > 0;
        return (sums[0], (long)sums[1]);
    }

    /// <summary>Asks all ranks whether to stop, outside of a step.</summary>
    public void AgreeToStop(bool stop) => Stopped |= group.Sum([stop ? 1 : 0])[0] > 0;

    /// <summary>Gives all ranks tensors of rank 0: running statistics differ from rank to rank, as every rank sees other images.</summary>
    public void TakeFromFirst(IEnumerable<Tensor> tensors)
    {
        using IDisposable mode = no_grad();
        group.Broadcast([.. tensors]);
    }

    /// <summary>Evaluates pieces of a whole, each on one rank, and puts them together in their order: the result does not depend on how many ranks there are.</summary>
    /// <param name="pieces">How many there are.</param>
    /// <param name="evaluate">Two sums of a piece.</param>
    /// <returns>The sums of all pieces, in order.</returns>
    public (double First, double Second)[] Merge(int pieces, Func<int, (double First, double Second)> evaluate)
    {
        var mine = new double[2 * pieces];
        for (int piece = group.Rank; piece < pieces; piece += group.Size)
        {
            (mine[2 * piece], mine[(2 * piece) + 1]) = evaluate(piece);
        }

        double[] all = group.Sum(mine);
        return [.. Enumerable.Range(0, pieces).Select(piece => (all[2 * piece], all[(2 * piece) + 1]))];
    }
}
