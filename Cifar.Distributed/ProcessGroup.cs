using System.Diagnostics;
using Cifar.Distributed.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Distributed;

/// <summary>The processes of a job, connected by libtorch's Gloo.</summary>
/// <remarks>
/// All ranks call the same operations in the same order. One that fails, on any rank, ends the job: every rank gets a <see cref="RankFailedException"/> that names
/// the rank at fault, within <see cref="ProcessGroupOptions.Timeout"/>. For trusted networks: nothing is encrypted, nobody is asked who they are. One thread at a time.
/// </remarks>
public sealed class ProcessGroup : IDisposable
{
    private readonly ProcessGroupOptions options;
    private readonly KeyValueStore store;
    private readonly RollCall rollCall;
    private nint handle;
    private bool broken;

    private ProcessGroup(ProcessGroupOptions options, KeyValueStore store)
    {
        this.options = options;
        this.store = store;
        rollCall = new(store, options);
    }

    /// <summary>The number of this process.</summary>
    /// <value>0 to <see cref="Size"/> - 1.</value>
    public int Rank => options.Rank;

    /// <summary>How many processes the job has.</summary>
    /// <value>At least 1.</value>
    public int Size => options.Size;

    /// <summary>Joins the other processes of a job; returns when all have come.</summary>
    /// <param name="options">Who this process is, and where the others are.</param>
    /// <returns>The connected ranks; dispose it when the work is done, or call <see cref="Leave"/> when it failed.</returns>
    /// <exception cref="ArgumentException">Options are out of range.</exception>
    /// <exception cref="RankFailedException">A rank did not come in time, came twice, or is of another job.</exception>
    /// <exception cref="DllNotFoundException">The native part, or libtorch, is missing.</exception>
    public static ProcessGroup Join(ProcessGroupOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var clock = Stopwatch.StartNew();
        var store = KeyValueStore.Open(options);
        var group = new ProcessGroup(options, store);
        try
        {
            MeetingPoint.WaitForAll(store, options, clock);
            group.Connect();
            return group;
        }
        catch (RankFailedException failure)
        {
            group.Leave(failure);
            throw;
        }
    }

    /// <summary>Gives a tensor the values it has on one rank, in place.</summary>
    /// <param name="tensor">Of the same shape and type on all ranks.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <exception cref="RankFailedException">A rank is at fault.</exception>
    public void Broadcast(Tensor tensor, int root = 0)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, Size);
        Attempt("handing out a tensor", () => NativeMethods.Check(NativeMethods.cd_broadcast(handle, tensor.Handle, root)));
    }

    /// <summary>Adds up a tensor over all ranks, in place.</summary>
    /// <param name="tensor">In CPU memory, contiguous; float32, float64, float16 or integer; of the same shape on all ranks.</param>
    /// <exception cref="RankFailedException">A rank is at fault.</exception>
    public void Sum(Tensor tensor) => StartSum(tensor).Wait();

    /// <summary>Starts adding up a tensor over all ranks, in place, and goes on meanwhile.</summary>
    /// <param name="tensor">As for <see cref="Sum"/>; not to be touched until the work is done.</param>
    /// <returns>The work; wait for it once.</returns>
    /// <exception cref="ArgumentException">The tensor is not contiguous, or not in CPU memory.</exception>
    /// <exception cref="RankFailedException">A rank is at fault.</exception>
    public PendingSum StartSum(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!tensor.is_contiguous() || !tensor.is_cpu())
        {
            throw new ArgumentException("Only contiguous tensors in CPU memory can be summed in place. Take tensor.cpu().contiguous().", nameof(tensor));
        }

        nint work = 0;
        Attempt("starting a sum", () => work = NativeMethods.Check(NativeMethods.cd_sum(handle, tensor.Handle)));
        return new(this, work, tensor);
    }

    /// <summary>Waits until all ranks have come this far.</summary>
    /// <exception cref="RankFailedException">A rank is at fault.</exception>
    public void Barrier() => Attempt("waiting for all ranks", () => NativeMethods.Check(NativeMethods.cd_barrier(handle)));

    /// <summary>Prepares the summing of gradients over all ranks.</summary>
    /// <param name="weights">The weights, in the order of the network.</param>
    /// <param name="bucketBytes">Bytes at which a bucket is full; 25 MiB as in DistributedDataParallel, with the weight that fills it. The first one, which must not wait, is full at 1 MiB.</param>
    /// <returns>What sums them; dispose it before the weights and before this.</returns>
    public GradientBuckets Reduce(IReadOnlyList<Parameter> weights, long bucketBytes = GradientBuckets.DefaultBytes) => new(this, handle, weights, bucketBytes);

    /// <summary>Leaves a job that failed here: tells the others why, so that they end with this reason, and lets go of them.</summary>
    /// <param name="failure">What happened. A <see cref="RankFailedException"/> is known to the others already.</param>
    public void Leave(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (store.Handle == 0)
        {
            return;
        }

        try
        {
            if (failure is not RankFailedException || handle == 0)
            {
                rollCall.Leave(failure);
            }

            LetGo();
            if (Rank == 0 && options.Rendezvous.File is null && Size > 1)
            {
                // The store goes with this process; the others must have read it first.
                rollCall.WaitUntilHeard();
            }
        }
        catch (TransportException gone)
        {
            // Who would be told is gone too; what happened here is what the caller reports.
            failure.Data[nameof(Leave)] = gone.Message;
        }

        rollCall.Dispose();
        if (options.Rendezvous.File is null)
        {
            store.Dispose();
        }
    }

    /// <summary>Leaves together with all others, when the work is done.</summary>
    public void Dispose()
    {
        if (handle == 0 || broken)
        {
            return;
        }

        Barrier();
        store.Add("left", 1);
        if (Rank == 0 && options.Rendezvous.File is null)
        {
            // Rank 0 serves the store until nobody needs it any more.
            var clock = Stopwatch.StartNew();
            while (store.Add("left", 0) < Size && clock.Elapsed < options.Grace)
            {
                store.Has("nothing", TimeSpan.FromMilliseconds(10));
            }
        }

        rollCall.Dispose();
        NativeMethods.cd_group_release(handle);
        handle = 0;
        store.Dispose();
    }

    /// <summary>Does something that all ranks take part in; where it fails, finds out who is at fault.</summary>
    internal void Attempt(string doing, Action work)
    {
        ObjectDisposedException.ThrowIf(handle == 0 && !broken, this);
        if (broken)
        {
            throw new InvalidOperationException("The job has failed already; nothing more can be done together.");
        }

        try
        {
            work();
        }
        catch (TransportException cause)
        {
            broken = true;
            throw rollCall.Ask(doing, cause);
        }
    }

    private void Connect()
    {
        handle = FullMesh.Connect(store, options, rollCall);

        // From here on the store is for telling what went wrong, which must not wait for a machine that hangs.
        store.SetTimeout(options.Grace);
    }

    // An operation under way would hold up the end of the process for as long as it may take.
    private void LetGo()
    {
        nint released = handle;
        broken = true;
        handle = 0;
        if (released != 0)
        {
            new Thread(() => NativeMethods.cd_group_release(released)) { IsBackground = true, Name = "c10d release" }.Start();
        }
    }
}
