namespace Cifar.Pipelines.Tests.Images;

/// <summary>A file that is gone after the test.</summary>
sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(string extension, byte[]? content = null)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"mlnetcifar-{Guid.NewGuid():N}{extension}");
        if (content is not null)
            File.WriteAllBytes(Path, content);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}

/// <summary>Bytes that come like those of a socket: no length, no seeking, a few at a time.</summary>
sealed class UnseekableStream(byte[] content) : MemoryStream(content)
{
    public override bool CanSeek => false;

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 7)]);

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));
}
