using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines.Transforms;

/// <summary>Adds the constant 0 beside a picture, which <c>MapValue</c> turns into a text: so a saved model carries parameters that ML.NET stores nowhere else.</summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class ConstantKey : CustomMappingFactory<ConstantKey.Source, ConstantKey.Result>
{
    internal const string Contract = "MlNetCifar.ConstantKey";
    internal const string Column = "MlNetCifar.Zero";

    /// <inheritdoc/>
    public override Action<Source, Result> GetMapping() => static (_, result) => result.Zero = 0;

    /// <summary>Any picture; it is not looked at.</summary>
    public sealed class Source
    {
        /// <summary>The picture.</summary>
        [ColumnName(SharpenPictures.Picture)]
        [ImageType]
        public MLImage Picture { get; set; } = null!;
    }

    /// <summary>The constant.</summary>
    public sealed class Result
    {
        /// <summary>Always 0.</summary>
        [ColumnName(Column)]
        public uint Zero { get; set; }
    }
}
