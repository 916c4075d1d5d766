using System.Text;
using Cifar.Distributed.Native;

namespace Cifar.Distributed;

/// <summary>What the ranks of a job tell one another besides tensors: texts by key. Any number of threads may use it.</summary>
internal sealed class KeyValueStore : IDisposable
{
    private nint handle;

    private KeyValueStore(nint handle) => this.handle = handle;

    /// <exception cref="RankFailedException">Rank 0 cannot be reached, or cannot listen.</exception>
    public static KeyValueStore Open(ProcessGroupOptions options)
    {
        Rendezvous place = options.Rendezvous;
        long timeout = (long)options.Patience.TotalMilliseconds;
        try
        {
            return new(place.File is { } file
                ? NativeMethods.Check(NativeMethods.cd_store_file(file, options.Size, timeout))
                : NativeMethods.Check(NativeMethods.cd_store_tcp(place.Host!, place.Port, options.Rank == 0 ? 1 : 0, timeout)));
        }
        catch (TransportException cause) when (options.Rank == 0 || place.File is not null)
        {
            throw new RankFailedException([options.Rank], $"Rank {options.Rank} cannot open {place} for the others to come to: {cause.Message}.\nIs the port taken by another job, or the folder missing? Choose another one, for all ranks.", cause);
        }
        catch (TransportException cause)
        {
            throw new RankFailedException([0], $"Rank {options.Rank} did not reach rank 0 at {place} within {options.Patience.TotalSeconds:0.#} s: {cause.Message}.\nIs rank 0 running, and its port open to this machine?", cause);
        }
    }

    public void Dispose()
    {
        NativeMethods.cd_store_release(handle);
        handle = 0;
    }

    /// <summary>The native store; it stays this object's.</summary>
    public nint Handle => handle;

    /// <summary>Sets how long an answer may take from now on.</summary>
    /// <param name="timeout">The time.</param>
    /// <param name="known">A key that is there: the time takes effect when a value is got.</param>
    public void SetTimeout(TimeSpan timeout, string known)
    {
        NativeMethods.cd_store_timeout(handle, (long)timeout.TotalMilliseconds);
        Get(known);
    }

    public unsafe void Set(string key, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value + "\n"); // Never empty: some stores take an empty value for none.
        fixed (byte* pointer = bytes)
        {
            NativeMethods.Check(NativeMethods.cd_store_set(handle, key, pointer, bytes.Length));
        }
    }

    /// <summary>Adds to a number that starts at 0.</summary>
    public unsafe long Add(string key, long number)
    {
        long sum;
        NativeMethods.Check(NativeMethods.cd_store_add(handle, key, number, &sum));
        return sum;
    }

    /// <summary>Whether a key is there, or comes within a time.</summary>
    public unsafe bool Has(string key, TimeSpan within = default)
    {
        int found;
        NativeMethods.Check(NativeMethods.cd_store_wait(handle, key, (long)within.TotalMilliseconds, &found));
        return found != 0;
    }

    /// <summary>The text of a key that is there.</summary>
    public unsafe string Get(string key)
    {
        byte* value;
        long length;
        NativeMethods.Check(NativeMethods.cd_store_get(handle, key, &value, &length));
        try
        {
            return Encoding.UTF8.GetString(value, (int)length - 1);
        }
        finally
        {
            NativeMethods.cd_free(value);
        }
    }
}
