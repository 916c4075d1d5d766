using Cifar.Models.Onnx;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Trainers;

/// <summary>The column of network inputs: float32 <c>[3, H, W]</c>.</summary>
internal static class FeatureColumn
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name)
            ?? throw new ArgumentOutOfRangeException(nameof(name), $"There is no feature column '{name}'. Make it with ml.Transforms.NormalizePixels(\"{name}\", \"Image\").");
        if (column.Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single || PlanarShape.Of(vector) is null)
        {
            throw new ArgumentException(
                $"Feature column '{name}' is of type {column.Type}; it must be a vector of float32 [3, H, W]. Make it with ml.Transforms.NormalizePixels(\"{name}\", \"Image\").", nameof(name));
        }

        return column;
    }

    public static DataViewSchema.Column Find(DataViewSchema schema, string name, ModelDescription description)
    {
        var column = Find(schema, name);
        var (height, width) = SizeOf(column);
        if (height != description.Height || width != description.Width)
        {
            throw new ArgumentException(
                $"Feature column '{name}' holds pictures of {width} x {height} pixels; the model was trained on {description.Width} x {description.Height}.", nameof(name));
        }

        return column;
    }

    public static (int Height, int Width) SizeOf(DataViewSchema.Column column) => PlanarShape.Of((VectorDataViewType)column.Type)!.Value;
}
