using System.Buffers;
using System.IO.Compression;

namespace Microsoft.ML;

/// <summary>The bytes of a zip entry, which must be as many as the zip says and have the checksum it says.</summary>
sealed class VerifiedEntryStream(ZipArchiveEntry entry) : Stream
{
    readonly Stream _inner = entry.Open();
    long _read;
    uint _crc = uint.MaxValue;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => entry.Length;

    public override long Position { get => _read; set => throw new NotSupportedException("The stream cannot seek."); }

    public override int Read(Span<byte> buffer)
    {
        int count = _inner.Read(buffer);
        _crc = Crc32.Update(_crc, buffer[..count]);
        _read += count;
        if (_read > entry.Length)
            throw new InvalidDataException($"Its file '{entry.FullName}' has more than the {entry.Length} bytes it should have.");
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads what the consumer left, then compares length and checksum.</summary>
    internal void Finish()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        while (Read(buffer) > 0)
            continue;
        ArrayPool<byte>.Shared.Return(buffer);
        if (_read != entry.Length)
            throw new InvalidDataException($"Its file '{entry.FullName}' has {_read} bytes and should have {entry.Length}.");
        if (~_crc != entry.Crc32)
            throw new InvalidDataException($"Its file '{entry.FullName}' has checksum {~_crc:x8} and should have {entry.Crc32:x8}.");
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream cannot seek.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream cannot be written.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream cannot be written.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
