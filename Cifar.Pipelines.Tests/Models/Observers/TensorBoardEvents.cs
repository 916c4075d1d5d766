using System.Buffers.Binary;
using System.Text;

namespace Cifar.Pipelines.Tests.Models.Observers;

/// <summary>Reads event files by the documented format alone: records with checksums, messages by field number.</summary>
internal sealed class TensorBoardEvents
{
    private readonly List<WireMessage> events = [];

    /// <summary>The values of all summaries.</summary>
    public IEnumerable<(string Tag, long Step, WireMessage Message, string Text)> Values =>
        from one in events
        where one.Has(5)
        from value in one.Messages(5).SelectMany(summary => summary.Messages(1))
        select (Encoding.UTF8.GetString(value.Bytes(1)), one.Number(2), value, value.Has(8) ? Encoding.UTF8.GetString(value.Message(8).Bytes(8)) : "");

    public static TensorBoardEvents Read(string folder)
    {
        var all = new TensorBoardEvents();
        foreach (string path in Directory.GetFiles(folder, "events.out.tfevents.*").Order(StringComparer.Ordinal))
        {
            int before = all.events.Count;
            all.ReadFile(File.ReadAllBytes(path));
            Assert.Equal("brain.Event:2", Encoding.UTF8.GetString(all.events[before].Bytes(3)));
        }

        return all;
    }

    public (long Step, float Value)[] Scalars(string tag) => [.. Values.Where(value => value.Tag == tag).Select(value => (value.Step, value.Message.Single(2)))];

    public (string Name, string Operation, string[] Inputs)[] GraphNodes() =>
        [.. events.Single(one => one.Has(4)).Messages(4).Single().Messages(1).Select(node =>
            (Encoding.UTF8.GetString(node.Bytes(1)), Encoding.UTF8.GetString(node.Bytes(2)), node.All(3).Select(Encoding.UTF8.GetString).ToArray()))];

    private void ReadFile(byte[] file)
    {
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            Assert.Equal(Masked(file.AsSpan(at + 12, length)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            events.Add(new WireMessage(file.AsMemory(at + 12, length)));
            at += 16 + length;
        }
    }

    // CRC-32C bit by bit, turned and shifted as the format has it.
    private static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in data)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82f63b78 : crc >> 1;
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }
}
