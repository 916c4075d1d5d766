using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Cifar.Pipelines.Tests.Torch;

/// <summary>The fields of a protocol-buffer message, read from the wire format alone.</summary>
sealed class ProtoFields
{
    readonly Dictionary<int, byte[]> fields = [];

    public ProtoFields(ReadOnlyMemory<byte> message)
    {
        var data = message.Span;
        while (data.Length > 0)
        {
            ulong key = Varint(ref data);
            int length = (int)(key & 7) switch
            {
                0 => -1,
                1 => 8,
                5 => 4,
                2 => (int)Varint(ref data),
                var other => throw new InvalidDataException($"wire type {other}")
            };
            if (length < 0) fields[(int)(key >> 3)] = BitConverter.GetBytes(Varint(ref data));
            else
            {
                fields[(int)(key >> 3)] = data[..length].ToArray();
                data = data[length..];
            }
        }
    }

    public ProtoFields Message(int field) => new(fields[field]);

    public byte[] Bytes(int field) => fields[field];

    // Absent numbers are zero: the format leaves defaults out.
    public long Number(int field) => fields.TryGetValue(field, out var value) ? BinaryPrimitives.ReadInt64LittleEndian(value) : 0;

    public double Double(int field) => fields.TryGetValue(field, out var value) ? BinaryPrimitives.ReadDoubleLittleEndian(value) : 0;

    public float Single(int field) => fields.TryGetValue(field, out var value) ? BinaryPrimitives.ReadSingleLittleEndian(value) : 0;

    public double[] Doubles(int field) => MemoryMarshal.Cast<byte, double>(fields[field]).ToArray();

    static ulong Varint(ref ReadOnlySpan<byte> data)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte piece = data[0];
            data = data[1..];
            value |= (ulong)(piece & 0x7f) << shift;
            if ((piece & 0x80) == 0) return value;
        }
    }
}
