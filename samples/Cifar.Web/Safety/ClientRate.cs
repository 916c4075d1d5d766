using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;

namespace Cifar.Web.Safety;

/// <summary>Keeps one client from taking the whole server.</summary>
internal static class ClientRate
{
    public const string Policy = "client";

    private const int BurstSeconds = 10;

    public static void Add(IServiceCollection services, WebSettings settings) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = async (rejected, _) =>
        {
            var response = rejected.HttpContext.Response;
            response.Headers.RetryAfter = "1";
            await Results.Problem(
                $"One client may send {settings.RequestsPerSecond.ToString(CultureInfo.InvariantCulture)} requests a second; wait a moment.",
                statusCode: StatusCodes.Status429TooManyRequests,
                title: "Too many requests").ExecuteAsync(rejected.HttpContext);
        };
        limits.AddPolicy(Policy, context => settings.RequestsPerSecond == 0
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(ClientOf(context.Connection.RemoteIpAddress), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = BurstSeconds * settings.RequestsPerSecond,
                TokensPerPeriod = settings.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));
    });

    // A household or a machine with IPv6 has a whole /64 network: counted by address, it would be millions of clients.
    private static string ClientOf(IPAddress? address)
    {
        if (address is null || address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address?.MapToIPv4().ToString() ?? "";
        }

        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }
}
