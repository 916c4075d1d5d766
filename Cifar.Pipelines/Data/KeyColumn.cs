using System.Text.Json;
using System.Text.Json.Serialization;
using Cifar.Models.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Data;

/// <summary>Class numbers as ML.NET keys: key value = class number + 1, with the class names as <c>KeyValues</c> in class order.</summary>
internal static class KeyColumn
{
    private const string SuperclassesKind = "Superclasses";

    /// <summary>Classes with their names, and a note of the superclasses for trainers.</summary>
    public static InMemoryColumn CreateFine(string name, IReadOnlyList<int> labels, ClassLabels classes)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddNames("KeyValues", classes.Fine);
        if (classes.Coarse is not null)
        {
            builder.AddPrimitiveValue(SuperclassesKind, TextDataViewType.Instance, JsonSerializer.Serialize(classes, ClassLabelsJson.Default.ClassLabels).AsMemory());
        }

        return Create(name, labels, classes.Fine.Count, builder.ToAnnotations());
    }

    public static InMemoryColumn CreateCoarse(string name, IReadOnlyList<int> labels, IReadOnlyList<string> names)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddNames("KeyValues", names);
        return Create(name, labels, names.Count, builder.ToAnnotations());
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

    /// <summary>The note that <see cref="CreateFine"/> leaves, or null.</summary>
    public static ClassLabels? ReadSuperclasses(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(SuperclassesKind) is null)
        {
            return null;
        }

        ReadOnlyMemory<char> json = default;
        column.Annotations.GetValue(SuperclassesKind, ref json);
        return JsonSerializer.Deserialize(json.Span, ClassLabelsJson.Default.ClassLabels);
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

    private static InMemoryColumn Create(string name, IReadOnlyList<int> labels, int count, DataViewSchema.Annotations annotations) => new(
        new DataViewSchema.DetachedColumn(name, new KeyDataViewType(typeof(uint), count), annotations),
        row => (ValueGetter<uint>)((ref uint value) => value = (uint)labels[row()] + 1));
}

/// <summary>How the note is written: without reflection, which trimmed applications do not have.</summary>
[JsonSerializable(typeof(ClassLabels))]
internal sealed partial class ClassLabelsJson : JsonSerializerContext;
