using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The values of annotations as bytes: texts, numbers, and dense vectors of both.</summary>
static class AnnotationFormat
{
    internal static bool CanWrite(DataViewType type) =>
        type.ItemTypeOf() is TextDataViewType or NumberDataViewType or BooleanDataViewType or KeyDataViewType;

    internal static void Write(ModelWriter writer, DataViewSchema.Column column, Delegate getter) =>
        new WriteValue(writer, column.Type is VectorDataViewType, getter).With(column.Type.ItemTypeOf().RawType);

    internal static Delegate Read(ModelReader reader, DataViewType type)
    {
        if (!CanWrite(type))
            throw new InvalidDataException($"An annotation cannot be a {type}.");
        return new ReadValue(reader, type is VectorDataViewType).With(type.ItemTypeOf().RawType);
    }

    sealed class WriteValue(ModelWriter writer, bool isVector, Delegate getter) : RawTypeWork<bool>
    {
        protected internal override bool Do<T>()
        {
            T[] values;
            if (isVector)
            {
                VBuffer<T> vector = default;
                ((ValueGetter<VBuffer<T>>)getter)(ref vector);
                values = [.. vector.DenseValues()];
            }
            else
            {
                T value = default!;
                ((ValueGetter<T>)getter)(ref value);
                values = [value];
            }

            if (values is ReadOnlyMemory<char>[] texts)
            {
                writer.WriteTexts(texts);
                return true;
            }

            writer.Write(values.Length);
            writer.Write(Bytes(values));
            return true;
        }
    }

    sealed class ReadValue(ModelReader reader, bool isVector) : RawTypeWork<Delegate>
    {
        protected internal override Delegate Do<T>()
        {
            T[] values = typeof(T) == typeof(ReadOnlyMemory<char>) ? (T[])(object)reader.ReadTexts() : new T[reader.ReadCount(Unsafe.SizeOf<T>())];
            if (typeof(T) != typeof(ReadOnlyMemory<char>))
                reader.ReadExactly(Bytes(values));
            if (isVector)
                return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) => VBuffer<T>.Copy(values, 0, ref destination, values.Length));
            if (values.Length != 1)
                throw new InvalidDataException($"An annotation of one value has {values.Length}.");
            return (ValueGetter<T>)((ref T destination) => destination = values[0]);
        }
    }

    // Numbers only: the callers treat text, the one type with references, apart.
    static Span<byte> Bytes<T>(T[] values) => MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length * Unsafe.SizeOf<T>());
}
