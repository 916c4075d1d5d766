using System.Security.Cryptography;
using System.Text;

namespace Cifar.Web.Safety;

/// <summary>Lets a request pass that has the key, where one is asked for.</summary>
internal sealed class ApiKeyFilter(string? key) : IEndpointFilter
{
    public const string Header = "X-Api-Key";

    private readonly byte[]? expected = string.IsNullOrEmpty(key) ? null : Hash(key);

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        // Hashes have one length and are compared in one time, whatever was sent.
        if (expected is null || CryptographicOperations.FixedTimeEquals(expected, Hash(context.HttpContext.Request.Headers[Header].ToString())))
        {
            return next(context);
        }

        return ValueTask.FromResult<object?>(Results.Problem($"Send the key of this server in the header {Header}.", statusCode: StatusCodes.Status401Unauthorized, title: "Key needed"));
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
