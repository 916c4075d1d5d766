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

        var getFeatures = row.GetGetter<VBuffer<float>>(features);
        var classNames = scorer.Description.Labels.Fine;
        VBuffer<float> vector = default;
        var pixels = new float[3 * scorer.Description.Height * scorer.Description.Width];
        var probabilities = new float[classNames.Count];
        long scoredRow = -1;
        return new ScoreReader(classNames, descriptionJson, () =>
        {
            if (row.Position != scoredRow)
            {
                getFeatures(ref vector);
                vector.CopyTo(pixels);
                scorer.Run(pixels, probabilities);
                scoredRow = row.Position;
            }

            return probabilities;
        }).CreateGetter(output);
    }
}
