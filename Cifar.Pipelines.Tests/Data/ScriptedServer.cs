using System.Net;
using System.Net.Http.Headers;

namespace Cifar.Pipelines.Tests.Data;

/// <summary>An HTTP server inside the process that serves one file, with ranges, and misbehaves as told.</summary>
sealed class ScriptedServer(byte[] file) : HttpMessageHandler
{
    /// <summary>The first byte asked for by each request so far; 0 for a request without a range.</summary>
    public List<long> Requests { get; } = [];

    /// <summary>Bytes each answer sends before the line breaks; an answer beyond the list is complete.</summary>
    public Queue<int> BreakAfter { get; init; } = new();

    /// <summary>Answers given instead, in order, before it begins to serve.</summary>
    public Queue<HttpStatusCode> Refusals { get; init; } = new();

    public bool IgnoresRanges { get; init; }

    /// <summary>Whether the answer says how long it is.</summary>
    public bool SaysLength { get; init; } = true;

    /// <summary>Called before each answer.</summary>
    public Action? OnRequest { get; init; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long from = request.Headers.Range?.Ranges.Single().From ?? 0;
        Requests.Add(from);
        OnRequest?.Invoke();
        if (Refusals.TryDequeue(out HttpStatusCode refusal))
            return Task.FromResult(new HttpResponseMessage(refusal) { RequestMessage = request });

        long start = IgnoresRanges ? 0 : from;
        bool partial = request.Headers.Range is not null && !IgnoresRanges;
        byte[] rest = file[(int)start..];
        Stream body = BreakAfter.TryDequeue(out int bytes) ? new BreakingStream(rest, bytes) : new MemoryStream(rest);
        var response = new HttpResponseMessage(partial ? HttpStatusCode.PartialContent : HttpStatusCode.OK) { RequestMessage = request, Content = new StreamContent(body) };
        response.Content.Headers.ContentLength = SaysLength ? rest.Length : null;
        if (partial)
            response.Content.Headers.ContentRange = new ContentRangeHeaderValue(start, file.Length - 1, file.Length);
        return Task.FromResult(response);
    }

    /// <summary>Ends in an error, as a lost connection does; cannot seek, so nobody can ask it for its length.</summary>
    sealed class BreakingStream(byte[] bytes, int count) : MemoryStream(bytes, 0, Math.Min(count, bytes.Length), writable: false)
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 || buffer.IsEmpty ? read : throw new IOException("connection reset by peer");
        }
    }
}
