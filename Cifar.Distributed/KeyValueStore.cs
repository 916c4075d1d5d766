using System.Net;
using System.Net.Sockets;
using System.Text;
using Cifar.Distributed.Native;

namespace Cifar.Distributed;

/// <summary>What the ranks of a job tell one another besides tensors: texts by key. Any number of threads may use it.</summary>
internal sealed class KeyValueStore : IDisposable
{
    private readonly RendezvousServer? server;
    private nint handle;

    private KeyValueStore(nint handle, RendezvousServer? server = null) => (this.handle, this.server) = (handle, server);

    /// <exception cref="RankFailedException">Rank 0 cannot be reached, or cannot listen.</exception>
    public static KeyValueStore Open(ProcessGroupOptions options)
    {
        Rendezvous place = options.Rendezvous;
        long timeout = (long)options.Patience.TotalMilliseconds;
        if (options.Rank == 0 && place.File is null)
        {
            return Serve(options);
        }

        try
        {
            return new(NativeMethods.Check(place.File is { } file
                ? NativeMethods.cd_store_file(file, options.Size, timeout)
                : NativeMethods.cd_store_at(place.Host!, place.Port, timeout)));
        }
        catch (TransportException cause) when (place.File is not null)
        {
            throw new RankFailedException([options.Rank], $"Rank {options.Rank} cannot open {place} for the others to come to: {cause.Message}.\nIs the folder missing? Choose another one, for all ranks.", cause);
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
        server?.Dispose();
    }

    /// <summary>The native store; it stays this object's.</summary>
    public nint Handle => handle;

    /// <summary>Sets how long an answer may take from now on.</summary>
    public void SetTimeout(TimeSpan timeout) => NativeMethods.cd_store_timeout(handle, (long)timeout.TotalMilliseconds);

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

    private static KeyValueStore Serve(ProcessGroupOptions options)
    {
        Rendezvous place = options.Rendezvous;
        IPAddress[] addresses = LocalAddresses.ToListenOn(options);
        try
        {
            var server = new RendezvousServer(addresses, place.Port, options.Size);
            try
            {
                return new(NativeMethods.Check(NativeMethods.cd_store_at(addresses[0].ToString(), place.Port, (long)options.Patience.TotalMilliseconds)), server);
            }
            catch
            {
                server.Dispose();
                throw;
            }
        }
        catch (Exception cause) when (cause is SocketException or TransportException)
        {
            throw new RankFailedException([0], $"Rank 0 cannot listen at {place} for the others to come to: {cause.Message}.\nIs the port taken by another job? Choose another one, for all ranks.", cause);
        }
    }
}
