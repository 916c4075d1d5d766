using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class CorePredictionEngineTests
{
    readonly MLContext ml = new(seed: 1);

    [Fact]
    public void An_engine_maps_one_object_to_another_and_can_reuse_it()
    {
        using PredictionEngine<CoreNumberedRow, CoreDoubled> engine = ml.Model.CreatePredictionEngine<CoreNumberedRow, CoreDoubled>(new TransformerChain<CoreDoubling>(new CoreDoubling()));
        CoreDoubled prediction = engine.Predict(new CoreNumberedRow { Value = 21, Number = 1 });
        Assert.Equal((42f, 1), (prediction.Doubled, prediction.Number));
        CoreDoubled same = prediction;
        engine.Predict(new CoreNumberedRow { Value = 2 }, ref same);
        Assert.Same(prediction, same);
        Assert.Equal(4, prediction.Doubled);
        Assert.NotNull(engine.OutputSchema.GetColumnOrNull("Doubled"));
        Assert.Throws<ArgumentNullException>(() => engine.Predict(null!));
    }

    [Theory, InlineData(true, 1), InlineData(false, 0)]
    public void An_engine_disposes_the_transformer_it_owns(bool owns, int disposed)
    {
        var transformer = new CoreDoubling();
        var engine = ml.Model.CreatePredictionEngine<CoreNumberedRow, CoreDoubled>(transformer, new PredictionEngineOptions { OwnsTransformer = owns });
        engine.Dispose();
        engine.Dispose();
        Assert.Equal(disposed, transformer.Disposed);
    }

    [Fact]
    public void An_engine_owns_its_transformer_when_nothing_is_said()
    {
        var transformer = new CoreDoubling();
        ml.Model.CreatePredictionEngine<CoreNumberedRow, CoreDoubled>(transformer).Dispose();
        Assert.Equal(1, transformer.Disposed);
    }

    [Fact]
    public void Members_without_a_column_are_left_alone_unless_the_engine_was_made_for_a_schema()
    {
        using (var engine = ml.Model.CreatePredictionEngine<CoreNumberedRow, CoreDoubledAndMissing>(new CoreDoubling()))
            Assert.Equal(-1, engine.Predict(new CoreNumberedRow()).Missing);
        DataViewSchema schema = ml.Data.LoadFromEnumerable<CoreNumberedRow>([]).Schema;
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Model.CreatePredictionEngine<CoreNumberedRow, CoreDoubledAndMissing>(new CoreDoubling(), schema));
        Assert.Throws<InvalidOperationException>(() => ml.Model.CreatePredictionEngine<CoreKeyRow, CoreDoubled>(new CoreDoubling(), schema));
    }

    [Fact]
    public void A_column_the_transformer_needs_and_the_class_lacks_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ml.Model.CreatePredictionEngine<CoreKeyRow, CoreDoubled>(new CoreDoubling()));
        Assert.Contains("Value", error.Message);
    }

    public sealed class CoreDoubledAndMissing
    {
        public float Doubled { get; set; }

        public float Missing { get; set; } = -1;
    }
}
