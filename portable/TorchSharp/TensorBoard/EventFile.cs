using System.Buffers.Binary;
using Google.Protobuf;
using TorchSharp.Utils;

namespace TorchSharp.TensorBoard;

/// <summary>A tfevents file: records of length, its checksum, an Event message, its checksum.</summary>
internal sealed class EventFile
{
    const uint MaskDelta = 0xa282ead8;

    static int created;

    readonly string path;

    internal EventFile(string folder, string? suffix)
    {
        Directory.CreateDirectory(folder);
        string name = $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}.{Environment.MachineName}.{Environment.ProcessId}.{Interlocked.Increment(ref created)}";
        path = Path.Combine(folder, string.IsNullOrEmpty(suffix) ? name : $"{name}.{suffix}");
        Append(ProtoMessage.Build(message =>
        {
            message.Number(1, (double)DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            message.Text(3, "brain.Event:2");
        }));
    }

    /// <summary>Appends one value of a summary; the file is complete after each.</summary>
    internal void Write(ByteString value, long step, long wallTime) => Append(ProtoMessage.Build(message =>
    {
        message.Number(1, (double)wallTime);
        message.Number(2, step);
        message.Bytes(5, ProtoMessage.Build(summary => summary.Bytes(1, value)));
    }));

    void Append(ByteString record)
    {
        var framed = new byte[sizeof(long) + sizeof(uint) + record.Length + sizeof(uint)];
        BinaryPrimitives.WriteInt64LittleEndian(framed, record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(framed.AsSpan(8), Masked(framed.AsSpan(0, 8)));
        record.Span.CopyTo(framed.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(framed.AsSpan(12 + record.Length), Masked(record.Span));
        using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(framed);
    }

    static uint Masked(ReadOnlySpan<byte> data) => uint.RotateRight(CRC32C.Sum(data), 15) + MaskDelta;
}
