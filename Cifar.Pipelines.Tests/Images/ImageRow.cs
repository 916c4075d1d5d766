using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines.Tests.Images;

#pragma warning disable CA1812 // Made by ML.NET.
sealed class ImageRow
{
    [ImageType(4, 6)]
    public MLImage? Image { get; set; }
}

sealed class AnyImageRow
{
    [ImageType]
    public MLImage? Image { get; set; }
}

sealed class PathRow
{
    public string Path { get; set; } = "";
}
#pragma warning restore CA1812
