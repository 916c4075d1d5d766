using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

/// <summary>What tests ask of columns and models.</summary>
static class ColumnReading
{
    public static string[] SlotNames(this DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    public static T[] KeyValues<T>(this DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    public static string[] KeyTexts(this DataViewSchema.Column column) => [.. column.KeyValues<ReadOnlyMemory<char>>().Select(text => text.ToString())];

    public static string[] Annotations(this DataViewSchema.Column column) => [.. column.Annotations.Schema.Select(annotation => annotation.Name).Order(StringComparer.Ordinal)];

    /// <summary>The values of a vector column, each row as a new array.</summary>
    public static T[][] Vectors<T>(this IDataView view, string column) => [.. view.GetColumn<VBuffer<T>>(column).Select(vector => vector.DenseValues().ToArray())];

    public static string[] Texts(this IDataView view, string column) => [.. view.GetColumn<string>(column)];

    /// <summary>The transformer after a way through a model file.</summary>
    public static ITransformer Reloaded(this ITransformer transformer, MLContext context, DataViewSchema schema)
    {
        using var file = new MemoryStream();
        context.Model.Save(transformer, schema, file);
        file.Position = 0;
        return context.Model.Load(file, out _);
    }
}
