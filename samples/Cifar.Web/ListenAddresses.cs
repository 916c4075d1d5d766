using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Cifar.Web;

/// <summary>The addresses to listen on, separated by semicolons. Kestrel takes a host that it cannot read for all interfaces of the machine, so each is checked before.</summary>
public static partial class ListenAddresses
{
    private const string All = "*";
    private const string AllToo = "+";
    private const string Localhost = "localhost";

    [GeneratedRegex(@"^http://(?<host>\*|\+|[A-Za-z]+|[0-9.]+|\[[0-9A-Fa-f:.%a-z]+\])(:(?<port>[0-9]{1,5}))?/?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Form { get; }

    /// <summary>What is wrong with the addresses.</summary>
    /// <param name="urls">The addresses.</param>
    /// <returns>A sentence that names the first wrong one; null where all are right.</returns>
    public static string? Complaint(string urls)
    {
        string[] addresses = Split(urls);
        if (addresses.Length == 0)
        {
            return $"--urls is empty; give an address such as {WebSettings.DefaultUrls}.";
        }

        return addresses.FirstOrDefault(address => HostOf(address) is null) switch
        {
            null => null,
            { } wrong when wrong.StartsWith("https://", StringComparison.OrdinalIgnoreCase) =>
                $"--urls has '{wrong}'; the server speaks plain HTTP: let a reverse proxy do TLS, and listen on an address such as {WebSettings.DefaultUrls}.",
            { } wrong => $"--urls has '{wrong}'; it must be http://HOST:PORT, such as {WebSettings.DefaultUrls}: an IP address, localhost, or * for all interfaces, and a port up to {IPEndPoint.MaxPort}.",
        };
    }

    /// <summary>Whether other machines can reach one of the addresses.</summary>
    /// <param name="urls">The addresses, all of them right.</param>
    /// <returns>False where all are of this machine alone.</returns>
    public static bool AreOpen(string urls) => Split(urls).Any(address =>
        HostOf(address) is not { } host || !(IsLocalhost(host) || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip))));

    /// <summary>Why an address could not be listened on.</summary>
    /// <param name="failure">What ended the start of the server.</param>
    /// <returns>The reason, to follow the address; null where it was something else.</returns>
    internal static string? Refusal(Exception? failure)
    {
        while (failure is not null and not SocketException)
        {
            failure = failure.InnerException;
        }

        return failure is not SocketException socket ? null : socket.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "the address is in use. End the other program, or take another port.",
            SocketError.AddressNotAvailable => "this is no address of this machine. Take one of its own, localhost, or * for all interfaces.",
            SocketError.AccessDenied => "this user may not listen there. Take a port from 1024 on.",
            _ => socket.Message,
        };
    }

    private static string[] Split(string urls) => urls.Split(';', StringSplitOptions.RemoveEmptyEntries);

    // Null where the address is wrong: then it is not known what Kestrel would make of it.
    private static string? HostOf(string address)
    {
        var parts = Form.Match(address);
        string host = parts.Groups["host"].Value, port = parts.Groups["port"].Value;
        bool isRight = parts.Success
            && (host is All or AllToo || IsLocalhost(host) || IPAddress.TryParse(host, out _))
            && (port.Length == 0 || int.Parse(port, CultureInfo.InvariantCulture) <= IPEndPoint.MaxPort);
        return isRight ? host : null;
    }

    private static bool IsLocalhost(string host) => host.Equals(Localhost, StringComparison.OrdinalIgnoreCase);
}
