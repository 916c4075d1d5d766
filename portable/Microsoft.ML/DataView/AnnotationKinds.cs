using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The names of the annotations that components agree on.</summary>
static class AnnotationKinds
{
    internal const string SlotNames = "SlotNames";
    internal const string KeyValues = "KeyValues";
    internal const string TrainingLabelValues = "TrainingLabelValues";
    internal const string ScoreColumnSetId = "ScoreColumnSetId";
    internal const string ScoreColumnKind = "ScoreColumnKind";
    internal const string ScoreValueKind = "ScoreValueKind";
    internal const string IsNormalized = "IsNormalized";
    internal const string IsUserVisible = "IsUserVisible";

    internal static void AddSlotNames(this DataViewSchema.Annotations.Builder builder, int size, ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter) =>
        builder.Add(SlotNames, new VectorDataViewType(TextDataViewType.Instance, size), getter);

    internal static void AddKeyValues<TValue>(
        this DataViewSchema.Annotations.Builder builder,
        int count,
        PrimitiveDataViewType valueType,
        ValueGetter<VBuffer<TValue>> getter) =>
        builder.Add(KeyValues, new VectorDataViewType(valueType, count), getter);

    /// <summary>Adds a vector of texts, such as slot names.</summary>
    internal static void AddTexts(this DataViewSchema.Annotations.Builder builder, string kind, ReadOnlyMemory<char>[] texts) =>
        builder.Add<VBuffer<ReadOnlyMemory<char>>>(
            kind,
            new VectorDataViewType(TextDataViewType.Instance, texts.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(texts, 0, ref value, texts.Length));

    internal static void AddText(this DataViewSchema.Annotations.Builder builder, string kind, string text) =>
        builder.AddPrimitiveValue(kind, TextDataViewType.Instance, text.AsMemory());
}
