using System.Net;
using System.Net.Http.Headers;
using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Serving;

/// <summary>A model file behind an http address, asked for again by its ETag.</summary>
internal sealed class ModelAddress(Uri address) : IDisposable
{
    private const long MaximumBytes = 1L << 30;

    private readonly HttpClient client = new() { Timeout = TimeSpan.FromMinutes(5) };
    private EntityTagHeaderValue? version;
    private Timer? timer;

    /// <summary>Downloads the model into a temporary file, which the caller deletes; null where the server has nothing new.</summary>
    public string? Download()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (version is not null)
        {
            request.Headers.IfNoneMatch.Add(version);
        }

        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        // A server that ignores the condition says by the tag that nothing is new.
        if (response.StatusCode == HttpStatusCode.NotModified || (version is not null && version.Equals(response.Headers.ETag)))
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        string file = Path.Combine(Path.GetTempPath(), $"mlnetcifar-{Guid.NewGuid():N}{Path.GetExtension(address.AbsolutePath)}");
        try
        {
            using var content = response.Content.ReadAsStream();
            using var target = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            Copy(content, target);
        }
        catch
        {
            File.Delete(file);
            throw;
        }

        version = response.Headers.ETag;
        return file;
    }

    /// <summary>Asks again and again. Without an ETag nothing can be learnt by asking, so then it does not.</summary>
    public ModelAddress Poll(TimeSpan period, Action<string> changed, Action<Exception> failed)
    {
        if (version is not null)
        {
            timer = new Timer(_ => Ask(period, changed, failed));
            timer.Change(period, Timeout.InfiniteTimeSpan);
        }

        return this;
    }

    public void Dispose()
    {
        timer?.Dispose();
        client.Dispose();
    }

    private void Ask(TimeSpan period, Action<string> changed, Action<Exception> failed)
    {
        try
        {
            if (Download() is { } file)
            {
                changed(file);
            }

            timer?.Change(period, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The host is shutting down.
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or UnauthorizedAccessException or ModelFormatException)
        {
            failed(error);
            timer?.Change(period, Timeout.InfiniteTimeSpan);
        }
    }

    private void Copy(Stream content, Stream target)
    {
        var buffer = new byte[1 << 16];
        long copied = 0;
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            copied += read;
            if (copied > MaximumBytes)
            {
                throw new ModelFormatException($"The model at {address} is larger than {MaximumBytes >> 20} MB.");
            }

            target.Write(buffer, 0, read);
        }
    }
}
