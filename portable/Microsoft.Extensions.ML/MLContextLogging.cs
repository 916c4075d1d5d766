using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>Passes what the context logs on to the host's logging.</summary>
sealed partial class MLContextLogging(ILogger<MLContext> logger) : IPostConfigureOptions<MLOptions>
{
    public void PostConfigure(string? name, MLOptions options) => options.MLContext.Log += (_, message) => Trace(message.Message);

    [LoggerMessage(Level = LogLevel.Trace, Message = "{Message}")]
    partial void Trace(string message);
}
