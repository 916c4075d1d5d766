using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Hands out the value of an annotation that a user gave as a plain object: a value, an array, or a text.</summary>
static class AnnotationGetter
{
    internal static Delegate Create<T>(T value, DataViewType type)
    {
        if (type.RawType == typeof(T))
            return (ValueGetter<T>)((ref T destination) => destination = value);
        return value switch
        {
            string text when type is TextDataViewType => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> destination) => destination = text.AsMemory()),
            string[] texts when type is VectorDataViewType { ItemType: TextDataViewType } => OfArray(Array.ConvertAll(texts, text => text.AsMemory())),
            Array items when type is VectorDataViewType vector && vector.ItemType.RawType == items.GetType().GetElementType() =>
                (Delegate)typeof(AnnotationGetter).GetMethod(nameof(OfArray), BindingFlags.Static | BindingFlags.NonPublic)!
                    .MakeGenericMethod(vector.ItemType.RawType).Invoke(null, [items])!,
            _ => throw new ArgumentException($"A {typeof(T)} is no value of an annotation of type {type}.", nameof(value)),
        };
    }

    static ValueGetter<VBuffer<TItem>> OfArray<TItem>(TItem[] items) => (ref VBuffer<TItem> destination) => VBuffer<TItem>.Copy(items, 0, ref destination, items.Length);
}
