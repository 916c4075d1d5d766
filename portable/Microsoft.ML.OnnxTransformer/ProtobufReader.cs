using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Walks over the fields of one protobuf message without copying; what does not fit into it is an <see cref="InvalidDataException"/>.</summary>
ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    ReadOnlySpan<byte> _left = message;

    /// <summary>The number of the current field.</summary>
    internal int Field { get; private set; }

    /// <summary>The value of the current field when it is a number.</summary>
    internal ulong Number { get; private set; }

    /// <summary>The bytes of the current field when it is a text, a blob or a message; empty otherwise.</summary>
    internal ReadOnlySpan<byte> Bytes { get; private set; }

    internal readonly string Text => Encoding.UTF8.GetString(Bytes);

    internal bool Next()
    {
        if (_left.IsEmpty)
            return false;
        ulong tag = Varint();
        Field = (int)Math.Min(tag >> 3, int.MaxValue);
        Number = 0;
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take(Varint());
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException($"Field {Field} has wire type {tag & 7}, which protobuf no longer has.");
        }

        return true;
    }

    ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_left.Length)
            throw new InvalidDataException($"Field {Field} needs {count} bytes, and {_left.Length} are left: the file is truncated or damaged.");
        ReadOnlySpan<byte> taken = _left[..(int)count];
        _left = _left[(int)count..];
        return taken;
    }

    ulong Varint()
    {
        ulong value = 0;
        for (int i = 0; i < _left.Length && i < 10; i++)
        {
            value |= (ulong)(_left[i] & 0x7f) << (7 * i);
            if (_left[i] < 0x80)
            {
                _left = _left[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("A number does not end: the file is truncated or damaged.");
    }
}
