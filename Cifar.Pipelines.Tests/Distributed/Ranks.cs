using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Cifar.Distributed;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Distributed;

/// <summary>Several ranks in this process, a thread each.</summary>
internal sealed class Ranks : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>A place for each job to meet, over TCP on a free port of the loopback interface, or in a file.</summary>
    public Rendezvous Place(bool tcp) => tcp ? Rendezvous.At("127.0.0.1", FreePort()) : Rendezvous.In(folder[Guid.NewGuid().ToString("N")]);

    /// <summary>Does the same on every rank; the results by rank. The first exception is thrown.</summary>
    public T[] Run<T>(int size, Func<ProcessGroup, T> work, bool tcp = false, double seconds = 30)
    {
        Rendezvous place = Place(tcp);
        var (results, failures) = Try(size, rank =>
        {
            using var group = ProcessGroup.Join(new() { Rank = rank, Size = size, Rendezvous = place, Timeout = TimeSpan.FromSeconds(seconds) });
            return work(group);
        });
        if (failures.OfType<Exception>().FirstOrDefault() is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return results;
    }

    /// <summary>Does something on every rank and waits for all; results and exceptions by rank.</summary>
    public static (T[] Results, Exception?[] Failures) Try<T>(int size, Func<int, T> work)
    {
        var results = new T[size];
        var failures = new Exception?[size];
        Thread[] threads = [.. Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = work(rank);
            }
            catch (Exception failure)
            {
                failures[rank] = failure;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return (results, failures);
    }

    public void Dispose() => folder.Dispose();

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
