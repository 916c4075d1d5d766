using System.Collections.Immutable;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Column types as bytes.</summary>
static class DataViewTypeFormat
{
    const byte Key = 100, Vector = 101, Named = 102;

    // The place in this list is the number in the file: append only.
    static readonly PrimitiveDataViewType[] Simple =
    [
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32,
        NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double,
        TextDataViewType.Instance, BooleanDataViewType.Instance, DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance,
        TimeSpanDataViewType.Instance, RowIdDataViewType.Instance,
    ];

    internal static bool CanWrite(DataViewType type) => type switch
    {
        KeyDataViewType => true,
        VectorDataViewType vector => CanWrite(vector.ItemType),
        ISavableDataViewType => true,
        _ => Array.IndexOf(Simple, type) >= 0,
    };

    internal static void WriteType(this ModelWriter writer, DataViewType type)
    {
        switch (type)
        {
            case KeyDataViewType key:
                writer.Write(Key);
                writer.WriteType(DataViewTypes.PrimitiveFor(key.RawType)!);
                writer.Write(key.Count);
                break;
            case VectorDataViewType vector:
                writer.Write(Vector);
                writer.WriteType(vector.ItemType);
                writer.WriteArray(vector.Dimensions.AsSpan());
                break;
            case ISavableDataViewType named:
                writer.Write(Named);
                writer.Write(named.Signature);
                named.Save(writer);
                break;
            default:
                int number = Array.IndexOf(Simple, type);
                if (number < 0)
                    throw new InvalidOperationException($"A column of type {type} cannot be saved.");
                writer.Write((byte)number);
                break;
        }
    }

    internal static DataViewType ReadType(this ModelReader reader)
    {
        byte kind = reader.ReadByte();
        try
        {
            return kind switch
            {
                Key => new KeyDataViewType(ReadSimple(reader).RawType, reader.ReadUInt64()),
                Vector => new VectorDataViewType(ReadItem(reader), ImmutableArray.Create(reader.ReadArray<int>())),
                Named => ModelLoaders.FindType(reader.ReadString()).Load(reader),
                _ => SimpleAt(kind),
            };
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"A column type is impossible: {e.Message}", e);
        }
    }

    static PrimitiveDataViewType ReadItem(ModelReader reader)
    {
        byte kind = reader.ReadByte();
        return kind == Key ? new KeyDataViewType(ReadSimple(reader).RawType, reader.ReadUInt64()) : SimpleAt(kind);
    }

    static PrimitiveDataViewType ReadSimple(ModelReader reader) => SimpleAt(reader.ReadByte());

    static PrimitiveDataViewType SimpleAt(byte number) => number < Simple.Length ? Simple[number] : throw new InvalidDataException($"{number} is no column type.");
}
