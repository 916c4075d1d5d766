using System.Net;
using System.Net.Http.Headers;
using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Serving;

/// <summary>A model file behind an http address, asked for again by its ETag.</summary>
/// <param name="address">The address.</param>
/// <param name="silence">How long the server may send nothing in the middle of the file; null for a minute.</param>
internal sealed class ModelAddress(Uri address, TimeSpan? silence = null) : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromMinutes(5) };
    private EntityTagHeaderValue? version;
    private Timer? timer;

    /// <summary>Downloads the model into a temporary file and has it loaded, unless the server has nothing new.</summary>
    /// <param name="load">Loads the file and tells whether that was possible; what was not is asked for again next time.</param>
    /// <exception cref="HttpRequestException">The server cannot be reached, or refuses.</exception>
    /// <exception cref="IOException">It stops in the middle of the file.</exception>
    /// <exception cref="ModelFormatException">The file is larger than any model.</exception>
    public void Download(Func<string, bool> load)
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
            return;
        }

        response.EnsureSuccessStatusCode();
        string file = Path.Combine(Path.GetTempPath(), $"mlnetcifar-{Guid.NewGuid():N}{Path.GetExtension(address.AbsolutePath)}");
        try
        {
            using (var content = response.Content.ReadAsStream())
            using (var target = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                Copy(content, target);
            }

            if (load(file))
            {
                version = response.Headers.ETag;
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Asks again and again. Without an ETag nothing can be learnt by asking, so then it does not.</summary>
    public ModelAddress Poll(TimeSpan period, Func<string, bool> changed, Action<Exception> failed)
    {
        if (version is not null)
        {
            timer = new Timer(_ => Ask(period, changed, failed));
            timer.Change(period, Timeout.InfiniteTimeSpan);
        }

        return this;
    }

    public override string ToString() => address.ToString();

    public void Dispose()
    {
        timer?.Dispose();
        client.Dispose();
    }

    private void Ask(TimeSpan period, Func<string, bool> changed, Action<Exception> failed)
    {
        try
        {
            Download(changed);
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
        for (int read; (read = Read(content, buffer)) > 0;)
        {
            copied += read;
            if (copied > ImageClassifierModel.MaximumBytes)
            {
                throw new ModelFormatException($"The model at {address} is larger than {ImageClassifierModel.MaximumBytes >> 20} MB.");
            }

            target.Write(buffer, 0, read);
        }
    }

    // The client's time limit ends with the headers.
    private int Read(Stream content, byte[] buffer)
    {
        var limit = silence ?? TimeSpan.FromMinutes(1);
        using var waiting = new CancellationTokenSource(limit);
        try
        {
            return content.ReadAsync(buffer, waiting.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception error) when (waiting.IsCancellationRequested)
        {
            throw new IOException($"The server of {address} sent nothing for {limit.TotalSeconds:0.#} seconds in the middle of the file.", error);
        }
    }
}
