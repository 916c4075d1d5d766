using System.Runtime.CompilerServices;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Trainers;

/// <summary>Scores one row at a time, for prediction engines.</summary>
internal sealed class ClassifierMapper : ColumnMapper
{
    private readonly OnnxImageScorer scorer;
    private readonly string descriptionJson;
    private readonly DataViewSchema.Column features;

    // All columns of a row come from one run of the network, so the getters of one row object share it. A row belongs to one thread, this mapper to all.
    private readonly ConditionalWeakTable<DataViewRow, Func<ReadOnlyMemory<float>>> scores = [];

    public ClassifierMapper(DataViewSchema inputSchema, string featureColumnName, OnnxImageScorer scorer, string descriptionJson)
        : base(inputSchema)
    {
        this.scorer = scorer;
        this.descriptionJson = descriptionJson;
        features = FeatureColumn.Find(inputSchema, featureColumnName, scorer.Description);
        Dependencies = [features];
        Outputs = ScoreColumns.Create(scorer.Description);
    }

    public override IReadOnlyList<DataViewSchema.Column> Dependencies { get; }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public override Delegate CreateGetter(DataViewRow row, int output)
    {
        if (output == ScoreColumns.Description)
        {
            return new ScoreReader([], descriptionJson, () => default).CreateGetter(output);
        }

        return new ScoreReader(scorer.Description.Labels.Fine, descriptionJson, scores.GetValue(row, Open)).CreateGetter(output);
    }

    /// <summary>A function that tells the probabilities of the row, wherever it is positioned, and runs the network once for each position.</summary>
    private Func<ReadOnlyMemory<float>> Open(DataViewRow row)
    {
        var getFeatures = row.GetGetter<VBuffer<float>>(features);
        VBuffer<float> vector = default;
        var pixels = new float[3 * scorer.Description.Height * scorer.Description.Width];
        var probabilities = new float[scorer.Classes];
        long? scoredRow = null;
        return () =>
        {
            if (row.Position != scoredRow)
            {
                getFeatures(ref vector);
                vector.CopyTo(pixels);
                scorer.Run(pixels, probabilities);
                scoredRow = row.Position;
            }

            return probabilities;
        };
    }
}
