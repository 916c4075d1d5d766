using Cifar.Distributed.Native;
using static TorchSharp.torch;

namespace Cifar.Distributed;

/// <summary>A sum over all ranks that is being made.</summary>
public sealed class PendingSum
{
    private readonly ProcessGroup group;
    private readonly Tensor tensor;
    private nint work;

    internal PendingSum(ProcessGroup group, nint work, Tensor tensor) => (this.group, this.work, this.tensor) = (group, work, tensor);

    /// <summary>Waits for the sum; only once.</summary>
    /// <returns>The tensor, which holds it now.</returns>
    /// <exception cref="RankFailedException">A rank is at fault.</exception>
    public Tensor Wait()
    {
        ObjectDisposedException.ThrowIf(work == 0, this);
        try
        {
            group.Attempt("summing over all ranks", () => NativeMethods.Check(NativeMethods.cd_work_wait(work)));
            return tensor;
        }
        finally
        {
            NativeMethods.cd_work_release(work);
            work = 0;
        }
    }
}
