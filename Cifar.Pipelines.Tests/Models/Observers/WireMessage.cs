using System.Buffers.Binary;

namespace Cifar.Pipelines.Tests.Models.Observers;

/// <summary>All fields of a protocol-buffer message, repeated ones included, read from the wire format alone.</summary>
internal sealed class WireMessage
{
    private readonly List<(int Field, byte[] Content)> fields = [];

    public WireMessage(ReadOnlyMemory<byte> message)
    {
        var data = message.Span;
        while (data.Length > 0)
        {
            ulong key = Varint(ref data);
            int length = (key & 7) switch { 0 => -1, 1 => 8, 5 => 4, 2 => (int)Varint(ref data), _ => throw new InvalidDataException($"wire type {key & 7}") };
            byte[] content = length < 0 ? BitConverter.GetBytes(Varint(ref data)) : data[..length].ToArray();
            data = data[Math.Max(length, 0)..];
            fields.Add(((int)(key >> 3), content));
        }
    }

    public bool Has(int field) => fields.Exists(one => one.Field == field);

    public IEnumerable<byte[]> All(int field) => fields.Where(one => one.Field == field).Select(one => one.Content);

    public byte[] Bytes(int field) => All(field).Last();

    public IEnumerable<WireMessage> Messages(int field) => All(field).Select(content => new WireMessage(content));

    public WireMessage Message(int field) => new(Bytes(field));

    public long Number(int field) => Has(field) ? BinaryPrimitives.ReadInt64LittleEndian(Bytes(field)) : 0;

    public float Single(int field) => Has(field) ? BinaryPrimitives.ReadSingleLittleEndian(Bytes(field)) : 0;

    private static ulong Varint(ref ReadOnlySpan<byte> data)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte piece = data[0];
            data = data[1..];
            value |= (ulong)(piece & 0x7f) << shift;
            if ((piece & 0x80) == 0)
            {
                return value;
            }
        }
    }
}
