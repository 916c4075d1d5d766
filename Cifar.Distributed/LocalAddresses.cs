using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Cifar.Distributed;

/// <summary>Which addresses of this machine the options mean.</summary>
internal static class LocalAddresses
{
    /// <summary>Those that rank 0 listens on: what the name of the place means here, or else the interface.</summary>
    /// <remarks>A name may mean several, such as an IPv4 and an IPv6 address; the others may come to any of them.</remarks>
    /// <exception cref="RankFailedException">There are none.</exception>
    public static IPAddress[] ToListenOn(ProcessGroupOptions options)
    {
        Rendezvous place = options.Rendezvous;
        IPAddress[] named = Find(options);
        IPAddress[] own = [.. Addresses().Select(pair => pair.Address)];

        // A machine's own name often means the loopback interface to itself alone, where nobody else could come to.
        bool isOutright = "localhost".Equals(place.Host, StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(place.Host, out _);
        IPAddress[] usable = [.. named.Where(address => IPAddress.IsLoopback(address) ? isOutright : own.Contains(address)).Distinct()];
        return usable.Length > 0 ? usable
            : options.Interface is { } name ? [Named(name, options.Rank)]
            : throw new RankFailedException(
                [options.Rank],
                $"Rank {options.Rank} cannot listen at {place}: on its machine that is {string.Join(", ", named.Select(address => address.ToString()))}, which others do not reach. Its addresses are {Known()}.\n"
                + "Give all ranks one of them for the place, or rank 0 an interface to listen on.");
    }

    /// <summary>The one at which the others reach this rank.</summary>
    /// <exception cref="RankFailedException">There is none.</exception>
    public static IPAddress ToBeReachedAt(ProcessGroupOptions options)
    {
        if (options.Interface is { } name)
        {
            return Named(name, options.Rank);
        }

        if (options.Rendezvous.File is not null)
        {
            return IPAddress.Loopback;
        }

        if (options.Rank == 0)
        {
            return ToListenOn(options)[0];
        }

        // Nothing is sent: connecting a datagram socket only looks up the way.
        IPAddress there = Find(options)[0];
        using var probe = new Socket(there.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            probe.Connect(there, options.Rendezvous.Port);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException cause)
        {
            throw new RankFailedException([options.Rank], $"Rank {options.Rank} knows no way to {options.Rendezvous} ({there}): {cause.Message}.", cause);
        }
    }

    private static IPAddress Named(string name, int rank)
    {
        if (IPAddress.TryParse(name, out IPAddress? address) && (IPAddress.IsLoopback(address) || Addresses().Any(pair => pair.Address.Equals(address))))
        {
            return address;
        }

        return Addresses().Where(pair => pair.Interface == name).Select(pair => pair.Address).FirstOrDefault()
            ?? throw new RankFailedException([rank], $"The machine of rank {rank} has no interface or address '{name}'; it has {Known()}.");
    }

    // IPv4 first, everywhere: most networks of compute nodes have it, many have nothing else.
    private static IPAddress[] Find(ProcessGroupOptions options)
    {
        try
        {
            return [.. Dns.GetHostAddresses(options.Rendezvous.Host!).OrderBy(IsIPv6)];
        }
        catch (SocketException cause)
        {
            throw new RankFailedException([options.Rank], $"Rank {options.Rank} does not find {options.Rendezvous}: {cause.Message}.", cause);
        }
    }

    // Those that are down too: the kernel says so of one that just came up, for up to a second. Whoever cannot be reached is named later.
    private static IEnumerable<(string Interface, IPAddress Address)> Addresses() =>
        from one in NetworkInterface.GetAllNetworkInterfaces()
        from unicast in one.GetIPProperties().UnicastAddresses
        orderby IsIPv6(unicast.Address), unicast.Address.IsIPv6LinkLocal
        select (one.Name, unicast.Address);

    private static string Known() => string.Join(", ", Addresses().Select(pair => $"{pair.Address} ({pair.Interface})"));

    private static bool IsIPv6(IPAddress address) => address.AddressFamily != AddressFamily.InterNetwork;
}
