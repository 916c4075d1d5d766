using System.Globalization;
using System.Net;

namespace Cifar.Pipelines.Tests.Distributed;

/// <summary>Where a process listens, as the kernel sees it: /proc/PID/fd beside /proc/PID/net/tcp and tcp6.</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";
    private const string Prefix = "socket:[";

    // Columns of the kernel's tables.
    private const int LocalAddress = 1, State = 3, Inode = 9;

    public static IPEndPoint[] OfThisProcess => Of(Environment.ProcessId);

    /// <summary>Empty where the process is gone.</summary>
    public static IPEndPoint[] Of(int process)
    {
        try
        {
            HashSet<string> own = [.. Directory.EnumerateFiles($"/proc/{process}/fd").Select(Target).Where(target => target.StartsWith(Prefix, StringComparison.Ordinal)).Select(target => target[Prefix.Length..^1])];
            return [.. new[] { "tcp", "tcp6" }.SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => columns[State] == Listening && own.Contains(columns[Inode]))
                .Select(columns => Parse(columns[LocalAddress]))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    // The address as words of 32 bits in the order of the machine, the port as a number.
    private static IPEndPoint Parse(string text)
    {
        string[] parts = text.Split(':');
        byte[] bytes = [.. Convert.FromHexString(parts[0]).Chunk(4).SelectMany(word => word.Reverse())];
        return new(new IPAddress(bytes), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    // Files may be closed meanwhile.
    private static string Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
