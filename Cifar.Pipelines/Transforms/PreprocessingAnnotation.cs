using Cifar.Models.Onnx;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Transforms;

/// <summary>A column's note of how its values were made from the pixels of a picture: JSON of <see cref="Preprocessing"/> under <see cref="Kind"/>.</summary>
/// <remarks>It lets a trainer keep pixels as bytes, and write the same preprocessing into the ONNX file it delivers.</remarks>
internal static class PreprocessingAnnotation
{
    public const string Kind = "ImagePreprocessing";

    public static DataViewSchema.Annotations Create(Preprocessing preprocessing)
    {
        var json = preprocessing.ToJson().AsMemory();
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(Kind, TextDataViewType.Instance, (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = json));
        return builder.ToAnnotations();
    }

    /// <summary>The note on <paramref name="column"/>, or null where there is none.</summary>
    public static Preprocessing? Read(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(Kind) is null)
        {
            return null;
        }

        ReadOnlyMemory<char> json = default;
        column.Annotations.GetValue(Kind, ref json);
        return Preprocessing.FromJson(json.ToString());
    }
}
