using Microsoft.ML.Data;

namespace Cifar.Pipelines.Transforms;

/// <summary>Height and width of pictures that lie in a vector as planes of red, green and blue.</summary>
internal static class PlanarShape
{
    /// <summary>The size when the vector is <c>[3, H, W]</c>, or <c>[1, 3, H, W]</c> as ONNX models give it; null for every other.</summary>
    public static (int Height, int Width)? Of(VectorDataViewType vector)
    {
        var dimensions = vector.Dimensions;
        if (dimensions.Length == 4 && dimensions[0] == 1)
        {
            dimensions = dimensions.RemoveAt(0);
        }

        return vector.IsKnownSize && dimensions.Length == 3 && dimensions[0] == 3 ? (dimensions[1], dimensions[2]) : null;
    }
}
