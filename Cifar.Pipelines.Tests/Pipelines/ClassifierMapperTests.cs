using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Rows;
using Cifar.Pipelines.Tests.Models;
using Cifar.Pipelines.Tests.Serving;
using Cifar.Pipelines.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Pipelines;

/// <summary>How often a network is run for rows that are scored one at a time.</summary>
public sealed class ClassifierMapperTests(ServingModels models) : IClassFixture<ServingModels>
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void A_prediction_is_one_run_of_the_network_however_many_columns_it_has()
    {
        using OnnxImageScorer scorer = OnnxImageScorer.Load(models["first.onnx"]), witness = OnnxImageScorer.Load(models["first.onnx"]);
        using var engine = ml.Model.CreatePredictionEngine<Features, Prediction>(Mapping(scorer));
        for (int seed = 0; seed < 10; seed++)
        {
            var features = Random(seed);
            float[] expected = witness.Score(features.Values);
            var prediction = engine.Predict(features);
            Exported.AreClose(expected, prediction.Score, 1e-6);
            Assert.Equal(ArgMax.Of(expected) + 1, (int)prediction.PredictedLabel);
            Assert.Equal(scorer.Description.Labels.Fine[ArgMax.Of(expected)], prediction.PredictedClass);
        }

        Assert.Equal(10, scorer.Runs);
    }

    [Fact]
    public void An_object_that_changes_between_two_predictions_is_scored_anew()
    {
        using OnnxImageScorer scorer = OnnxImageScorer.Load(models["first.onnx"]), witness = OnnxImageScorer.Load(models["first.onnx"]);
        using var engine = ml.Model.CreatePredictionEngine<Features, Prediction>(Mapping(scorer));
        var features = Random(1);
        engine.Predict(features);
        features.Values = Random(2).Values;
        Exported.AreClose(witness.Score(features.Values), engine.Predict(features).Score, 1e-6);
    }

    [Fact]
    public void Two_cursors_at_once_each_tell_their_own_rows()
    {
        const int Rows = 6;
        using OnnxImageScorer scorer = OnnxImageScorer.Load(models["first.onnx"]), witness = OnnxImageScorer.Load(models["first.onnx"]);
        var features = Enumerable.Range(0, Rows).Select(Random).ToArray();
        float[][] expected = [.. features.Select(row => witness.Score(row.Values))];
        var view = Mapping(scorer).Transform(ml.Data.LoadFromEnumerable(features));
        DataViewSchema.Column score = view.Schema[ColumnNames.Score], name = view.Schema[ColumnNames.PredictedClass];
        using DataViewRowCursor ahead = view.GetRowCursor([score, name]), behind = view.GetRowCursor([score, name]);
        Action<int> aheadIsAt = Reading(ahead), behindIsAt = Reading(behind);
        ahead.MoveNext();
        for (int row = 0; ahead.MoveNext(); row++)
        {
            behind.MoveNext();
            behindIsAt(row);
            aheadIsAt(row + 1);
            behindIsAt(row);
        }

        Assert.Equal(2 * (Rows - 1), scorer.Runs);

        Action<int> Reading(DataViewRowCursor cursor)
        {
            var getScore = cursor.GetGetter<VBuffer<float>>(score);
            var getName = cursor.GetGetter<ReadOnlyMemory<char>>(name);
            VBuffer<float> scores = default;
            ReadOnlyMemory<char> text = default;
            return row =>
            {
                getScore(ref scores);
                getName(ref text);
                Exported.AreClose(expected[row], [.. scores.DenseValues()], 1e-6);
                Assert.Equal(scorer.Description.Labels.Fine[ArgMax.Of(expected[row])], text.ToString());
            };
        }
    }

    // The columns alone, row by row: Transform of the classifier itself scores in batches.
    private static RowMappingTransformer Mapping(OnnxImageScorer scorer) =>
        new(schema => new ClassifierMapper(schema, nameof(Features.Values), scorer, scorer.Description.ToJson()));

    private static Features Random(int seed)
    {
        var random = new Random(seed);
        return new Features { Values = [.. Enumerable.Range(0, 3 * 32 * 32).Select(_ => (float)random.Next(256))] };
    }

    private sealed class Features
    {
        [VectorType(3, 32, 32)]
        public float[] Values { get; set; } = [];
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }

        public string PredictedClass { get; set; } = "";
    }
}
