using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Cifar.Pipelines.Trainers;

/// <summary>Finds the class of the greatest score inside a saved model.</summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class PredictedIndex : CustomMappingFactory<PredictedIndex.Source, PredictedIndex.Result>
{
    internal const string Contract = "MlNetCifar.PredictedIndex";
    internal const string IndexColumn = "MlNetCifar.PredictedIndex";
    internal const string ZeroColumn = "MlNetCifar.Zero";

    /// <inheritdoc/>
    public override Action<Source, Result> GetMapping() => static (source, result) =>
    {
        result.Index = (uint)ArgMax.Of(source.Score.GetValues());
        result.Zero = 0;
    };

    /// <summary>Scores of one row.</summary>
    public sealed class Source
    {
        /// <summary>Probability of each class.</summary>
        public VBuffer<float> Score { get; set; }
    }

    /// <summary>What is made of them.</summary>
    public sealed class Result
    {
        /// <summary>Number of the most probable class, from 0.</summary>
        [ColumnName(IndexColumn)]
        public uint Index { get; set; }

        /// <summary>Always 0: the key under which the model's description is looked up.</summary>
        [ColumnName(ZeroColumn)]
        public uint Zero { get; set; }
    }
}
