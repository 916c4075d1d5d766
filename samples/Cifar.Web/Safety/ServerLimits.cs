using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cifar.Web.Safety;

/// <summary>What Kestrel itself refuses, before any of our code runs.</summary>
internal static class ServerLimits
{
    /// <summary>Largest body: the largest picture, and room for the parts' headers around it.</summary>
    public const int BodyBytes = (8 << 20) + (16 << 10);

    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = BodyBytes;
        kestrel.Limits.MaxConcurrentConnections = 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.MaxRequestLineSize = 4 << 10;
        // Who sends a byte now and then to hold a connection is cut off.
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1000, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
