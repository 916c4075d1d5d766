using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Cifar.Distributed;

/// <summary>Where the ranks of a job find one another: an address that rank 0 listens on, or a file that all of them can open.</summary>
/// <remarks>Written <c>HOST:PORT</c>, <c>[IPv6]:PORT</c> or <c>file:PATH</c>. For trusted networks only: whoever can reach it can join the job or disturb it.</remarks>
public sealed record Rendezvous : IParsable<Rendezvous>
{
    private const string FilePrefix = "file:";

    private Rendezvous(string? host, int port, string? file) => (Host, Port, File) = (host, port, file);

    /// <summary>Name or address of the machine of rank 0.</summary>
    /// <value>null with a file.</value>
    public string? Host { get; }

    /// <summary>The port there.</summary>
    /// <value>1 to 65,535; 0 with a file.</value>
    public int Port { get; }

    /// <summary>Full path of a file that does not exist yet, or is empty, in a folder that all ranks see.</summary>
    /// <value>null with an address.</value>
    public string? File { get; }

    /// <summary>At a machine and port.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">1 to 65,535.</param>
    /// <returns>The place.</returns>
    public static Rendezvous At(string host, int port)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return new(host, port, null);
    }

    /// <summary>In a file.</summary>
    /// <param name="path">A file of this job alone.</param>
    /// <returns>The place.</returns>
    public static Rendezvous In(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(null, 0, Path.GetFullPath(path));
    }

    /// <summary>Reads the text form.</summary>
    /// <param name="s">Such as <c>node0:29500</c> or <c>file:/shared/job42</c>.</param>
    /// <param name="provider">Ignored.</param>
    /// <returns>The place.</returns>
    /// <exception cref="FormatException">The text is no such place.</exception>
    public static Rendezvous Parse(string s, IFormatProvider? provider = null) => TryParse(s, provider, out var result)
        ? result
        : throw new FormatException($"'{s}' is no place to meet: write HOST:PORT with a port of 1 to 65535, such as node0:29500, or file:PATH.");

    /// <summary>Reads the text form, if the text is one.</summary>
    /// <param name="s">As for <see cref="Parse"/>.</param>
    /// <param name="provider">Ignored.</param>
    /// <param name="result">The place.</param>
    /// <returns>Whether the text is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Rendezvous result)
    {
        result = null;
        if (s?.StartsWith(FilePrefix, StringComparison.Ordinal) == true && s.Length > FilePrefix.Length)
        {
            result = In(s[FilePrefix.Length..]);
            return true;
        }

        int colon = s?.LastIndexOf(':') ?? -1;
        string host = colon > 0 ? s![..colon] : "";
        bool bracketed = host is ['[', .., ']'];
        if (host.Length == 0 || host.Any(char.IsWhiteSpace) || (host.Contains(':', StringComparison.Ordinal) && !bracketed)
            || !int.TryParse(s![(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is < 1 or > IPEndPoint.MaxPort)
        {
            return false;
        }

        result = new(bracketed ? host[1..^1] : host, port, null);
        return true;
    }

    /// <summary>The text form.</summary>
    /// <returns>What <see cref="Parse"/> reads.</returns>
    public override string ToString() => File is not null ? FilePrefix + File
        : string.Create(CultureInfo.InvariantCulture, $"{(Host!.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
