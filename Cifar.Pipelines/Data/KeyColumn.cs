using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Data;

/// <summary>Class numbers as ML.NET keys: key value = class number + 1, with the class names as <c>KeyValues</c> in class order.</summary>
internal static class KeyColumn
{
    public static InMemoryColumn Create(string name, IReadOnlyList<int> classes, IReadOnlyList<string> classNames) => new(
        new DataViewSchema.DetachedColumn(name, new KeyDataViewType(typeof(uint), classNames.Count), Annotate(classNames)),
        row => (ValueGetter<uint>)((ref uint value) => value = (uint)classes[row()] + 1));

    public static DataViewSchema.Annotations Annotate(IReadOnlyList<string> classNames)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddNames("KeyValues", classNames);
        return builder.ToAnnotations();
    }

    /// <summary>The names of a key column in key order; empty when the column has no textual <c>KeyValues</c>.</summary>
    public static string[] ReadNames(DataViewSchema.Column column)
    {
        if (!column.HasKeyValues(TextDataViewType.Instance))
        {
            return [];
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetKeyValues(ref names);
        return names.DenseValues().Select(name => name.ToString()).ToArray();
    }

    /// <summary>Adds a vector of texts under an annotation kind such as <c>KeyValues</c> or <c>SlotNames</c>.</summary>
    public static void AddNames(this DataViewSchema.Annotations.Builder builder, string kind, IReadOnlyList<string> names)
    {
        var texts = names.Select(name => name.AsMemory()).ToArray();
        builder.Add(
            kind,
            new VectorDataViewType(TextDataViewType.Instance, texts.Length),
            (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> value) =>
            {
                var editor = VBufferEditor.Create(ref value, texts.Length);
                texts.CopyTo(editor.Values);
                value = editor.Commit();
            }));
    }
}
