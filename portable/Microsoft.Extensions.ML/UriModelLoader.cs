using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>Downloads a model, and asks again every period whether its ETag has changed. A download that fails leaves the old model in place.</summary>
sealed partial class UriModelLoader(IOptions<MLOptions> options, ILogger<UriModelLoader> logger) : ModelLoader, IDisposable
{
    readonly ReloadableModel current = new();
    readonly HttpClient client = new() { Timeout = TimeSpan.FromMinutes(1) };
    EntityTagHeaderValue? version;
    Timer? poll;

    public void Start(Uri uri, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        Download(uri);
        if (version is null)
        {
            NeverChanges(uri);
            return;
        }

        poll = new Timer(_ => Poll(uri, period));
        poll.Change(period, Timeout.InfiniteTimeSpan);
    }

    public override ITransformer GetModel() => current.Model;

    public override IChangeToken GetReloadToken() => current.Token;

    public void Dispose()
    {
        poll?.Dispose();
        client.Dispose();
    }

    void Poll(Uri uri, TimeSpan period)
    {
        try
        {
            if (Download(uri)) Reloaded(uri);
        }
        catch (ObjectDisposedException)
        {
            return; // The host is shutting down.
        }
        catch (Exception e)
        {
            // On a timer's thread; an exception here would end the process that the old model still serves.
            ReloadFailed(uri, e);
        }

        poll?.Change(period, Timeout.InfiniteTimeSpan);
    }

    bool Download(Uri uri)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (version is not null) request.Headers.IfNoneMatch.Add(version);
        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode == HttpStatusCode.NotModified) return false;
        response.EnsureSuccessStatusCode();
        // A server that ignores the condition says by the tag that nothing is new.
        if (version is not null && version.Equals(response.Headers.ETag)) return false;
        using var archive = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        response.Content.CopyTo(archive, context: null, CancellationToken.None);
        archive.Position = 0;
        current.Replace(options.Value.MLContext.Model.Load(archive, out _));
        version = response.Headers.ETag;
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Uri} sends no ETag; the model is not asked for again.")]
    partial void NeverChanges(Uri uri);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reloaded the model from {Uri}.")]
    partial void Reloaded(Uri uri);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model at {Uri} cannot be loaded; the model loaded before stays in use.")]
    partial void ReloadFailed(Uri uri, Exception exception);
}
