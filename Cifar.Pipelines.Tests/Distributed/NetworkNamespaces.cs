using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Cifar.Pipelines.Tests.Distributed;

/// <summary>Two machines that are none: network namespaces A and B with two networks between them, and one of B's own that A does not reach.</summary>
/// <remarks>Tests are skipped where the kernel or the container does not allow it.</remarks>
internal sealed class NetworkNamespaces : IDisposable
{
    public const string Meeting = "meet0", Data = "data0", Island = "isle0";

    private readonly string[] names = [.. new[] { "a", "b" }.Select(side => $"cifar-{Environment.ProcessId}-{side}")];

    public NetworkNamespaces()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs network namespaces.");
        try
        {
            foreach (string name in names)
            {
                Ip("netns", "add", name);
                Ip("-n", name, "link", "set", "lo", "up");
            }

            Connect(Meeting, "10.77.1");
            Connect(Data, "10.77.2");
            Ip("-n", names[1], "link", "add", Island, "type", "veth", "peer", "name", "isle1");
            Ip("-n", names[1], "address", "add", "10.11.0.2/24", "dev", Island); // Smaller than those of A, so that A has to connect to it.
            Ip("-n", names[1], "link", "set", "isle1", "up");
            Ip("-n", names[1], "link", "set", Island, "up");
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Dispose();
            Skip.If(true, $"No network namespaces here: {error.Message}");
        }
    }

    /// <summary>Starts the command line on one of the machines.</summary>
    /// <param name="machine">0 or 1; their addresses end in 1 and 2.</param>
    /// <param name="arguments">Words of the command line.</param>
    public CifarProcess Start(int machine, params string[] arguments) => new(["ip", "netns", "exec", names[machine]], [], arguments);

    /// <summary>Bytes that a machine received from a network.</summary>
    public long Received(int machine, string network)
    {
        using var answer = JsonDocument.Parse(Ip("-n", names[machine], "-s", "-j", "link", "show", "dev", network));
        return answer.RootElement[0].GetProperty("stats64").GetProperty("rx").GetProperty("bytes").GetInt64();
    }

    public void Cut(string network) => Ip("-n", names[0], "link", "set", network, "down");

    public void Dispose()
    {
        foreach (string name in names.Where(name => File.Exists($"/run/netns/{name}")))
        {
            Ip("netns", "delete", name);
        }
    }

    private void Connect(string network, string prefix)
    {
        Ip("link", "add", network, "netns", names[0], "type", "veth", "peer", "name", network, "netns", names[1]);
        for (int machine = 0; machine < names.Length; machine++)
        {
            Ip("-n", names[machine], "address", "add", string.Create(CultureInfo.InvariantCulture, $"{prefix}.{machine + 1}/24"), "dev", network);
            Ip("-n", names[machine], "link", "set", network, "up");
        }
    }

    private static string Ip(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {error.Result.Trim()}");
    }
}
