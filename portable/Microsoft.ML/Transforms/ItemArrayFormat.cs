using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

/// <summary>Arrays of column values as bytes: texts with their lengths, all other types as they lie in memory.</summary>
static class ItemArrayFormat
{
    internal static void WriteItems<T>(this ModelWriter writer, T[] items)
    {
        if (items is ReadOnlyMemory<char>[] texts)
        {
            writer.WriteTexts(texts);
            return;
        }

        writer.Write(items.Length);
        writer.Write(Bytes(items));
    }

    internal static T[] ReadItems<T>(this ModelReader reader)
    {
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
            return (T[])(object)reader.ReadTexts();
        var items = new T[reader.ReadCount(Unsafe.SizeOf<T>())];
        reader.ReadExactly(Bytes(items));
        return items;
    }

    static Span<byte> Bytes<T>(T[] items)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            throw new InvalidOperationException($"Values of type {typeof(T)} cannot be saved.");
        return MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(items)), items.Length * Unsafe.SizeOf<T>());
    }
}
