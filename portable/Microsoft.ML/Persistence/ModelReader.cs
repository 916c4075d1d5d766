using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML;

/// <summary>Reads a payload that may be damaged or made to hurt: no count is believed that the bytes left cannot hold.</summary>
sealed class ModelReader(byte[] payload) : BinaryReader(new MemoryStream(payload, writable: false), Encoding.UTF8)
{
    internal long Left => payload.Length - BaseStream.Position;

    /// <summary>A count of items that take at least <paramref name="itemBytes"/> bytes each.</summary>
    internal int ReadCount(int itemBytes)
    {
        int count = ReadInt32();
        if (count < 0 || (long)count * itemBytes > Left)
            throw new InvalidDataException($"{count} items of {itemBytes} bytes or more do not fit into the {Left} bytes left.");
        return count;
    }

    internal T[] ReadArray<T>() where T : unmanaged
    {
        var values = new T[ReadCount(Marshal.SizeOf<T>())];
        ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    internal ReadOnlyMemory<char>[] ReadTexts()
    {
        var texts = new ReadOnlyMemory<char>[ReadCount(itemBytes: 1)];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = ReadString().AsMemory();
        return texts;
    }

    internal string? ReadOptional() => ReadBoolean() ? ReadString() : null;

    /// <summary>An enum stored as an int; throws when it is no member.</summary>
    internal T ReadEnum<T>() where T : struct, Enum
    {
        int number = ReadInt32();
        var value = (T)Enum.ToObject(typeof(T), number);
        return Enum.IsDefined(value) ? value : throw new InvalidDataException($"{number} is no {typeof(T).Name}.");
    }

    public override string ReadString()
    {
        int bytes = Read7BitEncodedInt();
        if (bytes < 0 || bytes > Left)
            throw new InvalidDataException($"A text of {bytes} bytes does not fit into the {Left} bytes left.");
        return Encoding.UTF8.GetString(ReadBytes(bytes));
    }
}
