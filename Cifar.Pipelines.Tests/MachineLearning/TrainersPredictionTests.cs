using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class TrainersPredictionTests
{
    static readonly ReferenceFixture Reference = new("maximum-entropy.json");
    readonly MLContext _context = new(seed: 1);

    sealed class Prediction
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }

    MulticlassPredictionTransformer<MaximumEntropyModelParameters> Train(bool named) => _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0).Fit(LabeledRow.Load(_context, Reference, named));

    [Fact]
    public void Scores_and_label_carry_the_names_of_the_classes()
    {
        var schema = Train(named: true).Transform(LabeledRow.Load(_context, Reference)).Schema;
        Assert.Equal("Vector<Single, 3>", schema["Score"].Type.ToString());
        Assert.Equal(["ScoreColumnKind", "ScoreColumnSetId", "ScoreValueKind", "SlotNames", "TrainingLabelValues"], schema["Score"].Annotations());
        Assert.Equal(["ant", "bee", "cat"], schema["Score"].SlotNames());
        Assert.Equal("Key<UInt32, 0-2>", schema["PredictedLabel"].Type.ToString());
        Assert.Equal(["KeyValues", "ScoreColumnKind", "ScoreColumnSetId", "ScoreValueKind"], schema["PredictedLabel"].Annotations());
        Assert.Equal(["ant", "bee", "cat"], schema["PredictedLabel"].KeyTexts());
    }

    [Fact]
    public void Labels_without_names_give_scores_without_names()
    {
        var schema = Train(named: false).Transform(LabeledRow.Load(_context, Reference, named: false)).Schema;
        Assert.Equal(["ScoreColumnKind", "ScoreColumnSetId", "ScoreValueKind"], schema["Score"].Annotations());
        Assert.False(schema["PredictedLabel"].HasKeyValues());
    }

    [Fact]
    public void The_predicted_label_is_the_key_of_the_greatest_score_and_the_scores_add_up_to_one()
    {
        var view = Train(named: true).Transform(LabeledRow.Load(_context, Reference));
        foreach (var (scores, label) in view.Vectors<float>("Score").Zip(view.GetColumn<uint>("PredictedLabel")))
        {
            Assert.Equal(1, scores.Sum(), 1e-6f);
            Assert.Equal(Array.IndexOf(scores, scores.Max()) + 1, (int)label);
        }
    }

    [Fact]
    public void A_pipeline_with_names_survives_a_model_file_and_serves()
    {
        var data = LabeledRow.Load(_context, Reference);
        var chain = _context.Transforms.NormalizeMinMax("Features").Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(_context.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel"));
        var model = chain.Fit(data);
        var loaded = model.Reloaded(new MLContext(), data.Schema);
        Assert.Equal(model.Transform(data).Vectors<float>("Score"), loaded.Transform(data).Vectors<float>("Score"));
        Assert.Equal(model.Transform(data).Texts("Name"), loaded.Transform(data).Texts("Name"));
        Assert.Equal(["ant", "bee", "cat"], loaded.Transform(data).Schema["Score"].SlotNames());

        var input = SchemaDefinition.Create(typeof(LabeledRow));
        input["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 6);
        var engine = _context.Model.CreatePredictionEngine<LabeledRow, Prediction>(loaded, inputSchemaDefinition: input);
        var row = Reference.Get<float[][]>("features")[4];
        var prediction = engine.Predict(new LabeledRow { Features = row });
        Assert.Equal(model.Transform(data).Vectors<float>("Score")[4], prediction.Score);
    }

    [Fact]
    public void Features_of_another_size_are_refused()
    {
        var other = LabeledRow.View(_context, [new LabeledRow { Features = [1, 2] }], 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => Train(named: true).Transform(other));
    }

    [Fact]
    public void Features_that_are_no_numbers_give_no_label()
    {
        var bad = LabeledRow.View(_context, [new LabeledRow { Features = [float.NaN, 0, 0, 0, 0, 0] }], 6);
        Assert.Equal([0u], Train(named: true).Transform(bad).GetColumn<uint>("PredictedLabel"));
    }
}
