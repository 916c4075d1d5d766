using System.Net;
using System.Security.Cryptography;

namespace Cifar.Models.Data;

/// <summary>Gets one file of known size and hash over HTTP, going on where an earlier attempt stopped.</summary>
sealed class ResumableDownload(ArchiveOrigin origin, string path, TimeSpan retryPause)
{
    /// <summary>Failures in a row, without a single new byte, before giving up.</summary>
    const int Attempts = 3;

    static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(60);

    readonly string partial = path + ".part";

    public async Task FetchAsync(HttpClient client, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        FileStream part = new(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        try
        {
            await ReceiveCheckedAsync(client, part, progress, cancellation).ConfigureAwait(false);
            part.Flush(flushToDisk: true);
        }
        finally
        {
            bool empty = part.Length == 0;
            part.Dispose();
            if (empty)
                File.Delete(partial);
        }
        File.Move(partial, path, overwrite: true);
    }

    async Task ReceiveCheckedAsync(HttpClient client, FileStream part, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        bool resumed = part.Length > 0;
        if (part.Length > origin.Bytes)
            part.SetLength(0);
        await ReceiveAllAsync(client, part, progress, cancellation).ConfigureAwait(false);
        bool fits = await HasHashAsync(part, progress, cancellation).ConfigureAwait(false);
        if (!fits && resumed)
        {
            // The beginning may have come from a damaged or replaced file: one honest try from scratch before complaining.
            part.SetLength(0);
            await ReceiveAllAsync(client, part, progress, cancellation).ConfigureAwait(false);
            fits = await HasHashAsync(part, progress, cancellation).ConfigureAwait(false);
        }
        if (!fits)
        {
            part.SetLength(0);
            throw new InvalidDataException(
                $"What {origin.Url} sent has the right size but not the MD5 {origin.Md5}. It was deleted; try again, and if this happens twice "
                + $"something on the way changes it. {Help}");
        }
    }

    /// <summary>For an archive that somebody put there by hand.</summary>
    public void CheckExisting(IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (file.Length != origin.Bytes)
            throw new InvalidDataException(
                $"{path} has {file.Length:N0} bytes, expected {origin.Bytes:N0}. Delete it to have it downloaded, or fetch it again.");
        string md5 = Md5(file, progress, cancellation);
        if (md5 != origin.Md5)
            throw new InvalidDataException($"{path} has MD5 {md5}, expected {origin.Md5}. Delete it to have it downloaded, or fetch it again.");
    }

    async Task ReceiveAllAsync(HttpClient client, FileStream part, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        var meter = new ProgressMeter(progress, DownloadStage.Downloading, part.Length, origin.Bytes);
        long furthest = part.Length;
        for (int failures = 0; part.Length < origin.Bytes;)
        {
            try
            {
                await ReceiveAsync(client, part, meter, cancellation).ConfigureAwait(false);
                if (part.Length < origin.Bytes)
                    throw new HttpRequestException($"the connection ended after {part.Length:N0} of {origin.Bytes:N0} bytes");
            }
            catch (Exception e) when (e is HttpRequestException or TimeoutException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                failures = part.Length > furthest ? 1 : failures + 1;
                furthest = Math.Max(furthest, part.Length);
                if (failures >= Attempts || (e is HttpRequestException http && IsFinal(http)))
                    throw Unavailable(e, part.Length);
                await Task.Delay(retryPause, cancellation).ConfigureAwait(false);
            }
        }
    }

    async Task ReceiveAsync(HttpClient client, FileStream part, ProgressMeter meter, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, origin.Url);
        if (part.Length > 0)
            request.Headers.Range = new(part.Length, null);
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        Prepare(response, part);
        using Stream body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[1 << 17];
        part.Position = part.Length;
        while (await ReadAsync(body, buffer, cancellation).ConfigureAwait(false) is > 0 and var read)
        {
            if (part.Length + read > origin.Bytes)
            {
                part.SetLength(0);
                throw new InvalidDataException($"{origin.Url} sent more than the expected {origin.Bytes:N0} bytes; nothing of it was kept. {Help}");
            }
            await part.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            meter.Report(part.Length);
        }
    }

    /// <summary>Makes the partial file fit the answer: continue, or start over where the server ignores or rejects the range.</summary>
    void Prepare(HttpResponseMessage response, FileStream part)
    {
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            if (response.Content.Headers.ContentRange is not { } range || range.From != part.Length || (range.Length ?? origin.Bytes) != origin.Bytes)
            {
                part.SetLength(0);
                throw new HttpRequestException("the server continued in the wrong place", null, response.StatusCode);
            }
            return;
        }
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            part.SetLength(0);
        response.EnsureSuccessStatusCode();
        part.SetLength(0);
        if (response.Content.Headers.ContentLength is { } length && length != origin.Bytes)
            throw new InvalidDataException(
                $"{origin.Url} offers {length:N0} bytes, expected {origin.Bytes:N0}: it is not the archive (a log-in page on the way?). {Help}");
    }

    /// <summary>Tells trouble on the line (worth another attempt) from trouble with the disk, both of which are IOExceptions.</summary>
    static async Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellation)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stall.CancelAfter(StallLimit);
        try
        {
            return await body.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new HttpRequestException($"the connection broke ({e.Message.TrimEnd('.')})", e);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing arrived for {StallLimit.TotalSeconds:N0} seconds");
        }
    }

    /// <summary>No such file, not allowed, or no way to the server at all: repeating at once would not help.</summary>
    static bool IsFinal(HttpRequestException e) => e.StatusCode is { } status
        ? (int)status is >= 400 and < 500
            && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestedRangeNotSatisfiable)
        : e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    Task<bool> HasHashAsync(FileStream part, IProgress<DownloadProgress>? progress, CancellationToken cancellation) =>
        Task.Run(() => Md5(part, progress, cancellation) == origin.Md5, cancellation);

    string Md5(FileStream file, IProgress<DownloadProgress>? progress, CancellationToken cancellation) =>
        FileHash.Compute(file, HashAlgorithmName.MD5, new ProgressMeter(progress, DownloadStage.Checking, 0, origin.Bytes), cancellation);

    IOException Unavailable(Exception reason, long received) => new(
        $"{origin.Folder} is not on this machine and cannot be downloaded from {origin.Url}: {reason.Message.TrimEnd('.')}. {Help}"
        + (received > 0 ? $" The {received:N0} bytes received so far are kept in {partial}; the next run goes on from there." : ""), reason);

    string Help =>
        $"Without network: fetch that file elsewhere ({origin.Bytes:N0} bytes, MD5 {origin.Md5}) and put it at {path}, "
        + $"or let the variable {Cifar100.FolderVariable} name a folder with {string.Join(", ", origin.Files.Keys)}.";
}
