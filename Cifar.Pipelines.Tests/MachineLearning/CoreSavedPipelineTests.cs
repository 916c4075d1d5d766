using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Cifar.Pipelines.Tests.MachineLearning;

/// <summary>Built-in transformers through the whole core: mapping, saving, loading, scoring again.</summary>
public sealed class CoreSavedPipelineTests
{
    readonly MLContext ml = new(seed: 1);

    IDataView Data(int count = 6) => ml.Data.LoadFromEnumerable(CoreNumberedRow.Rows(count).ToList());

    EstimatorChain<ColumnSelectingTransformer> Pipeline() =>
        ml.Transforms.Concatenate("Pair", "Value", "Value")
            .Append(ml.Transforms.CopyColumns("Copy", "Pair"))
            .Append(ml.Transforms.Conversion.MapValueToKey("Key", "Group"))
            .Append(ml.Transforms.DropColumns("Pair"));

    byte[] Saved(ITransformer model)
    {
        using var stream = new MemoryStream();
        ml.Model.Save(model, Data().Schema, stream);
        return stream.ToArray();
    }

    [Fact]
    public void A_loaded_pipeline_computes_what_the_saved_one_did()
    {
        var model = Pipeline().Fit(Data());
        ITransformer loaded = new MLContext().Model.Load(new MemoryStream(Saved(model)), out DataViewSchema schema);
        IDataView expected = model.Transform(Data()), actual = loaded.Transform(Data());
        Assert.Equal(expected.Schema.Select(column => $"{column}"), actual.Schema.Select(column => $"{column}"));
        Assert.Equal(expected.GetColumn<float[]>("Copy"), actual.GetColumn<float[]>("Copy"));
        Assert.Equal([1u, 2, 3, 4, 5, 6], actual.GetColumn<uint>("Key"));

        using var engine = ml.Model.CreatePredictionEngine<CoreNumberedRow, Copied>(loaded, schema);
        Assert.Equal([7f, 7], engine.Predict(new CoreNumberedRow { Value = 7, Group = "3" }).Copy!);
        Assert.Equal(4u, engine.Predict(new CoreNumberedRow { Value = 7, Group = "3" }).Key);
    }

    [Fact]
    public void A_custom_transformer_that_saves_as_a_pipeline_loads_as_it()
    {
        var surrogate = Pipeline().Fit(Data());
        var custom = new CoreDoubling(((ICanSaveModel)surrogate).Save);
        ITransformer loaded = ml.Model.Load(new MemoryStream(Saved(custom)), out _);
        Assert.Equal(surrogate.Transform(Data()).GetColumn<float[]>("Copy"), loaded.Transform(Data()).GetColumn<float[]>("Copy"));
    }

    [Fact]
    public void Several_cursors_of_a_mapped_cache_give_each_row_once()
    {
        IDataView mapped = ml.Transforms.CopyColumns("Copy", "Number").Fit(Data()).Transform(ml.Data.Cache(Data(1000)));
        DataViewRowCursor[] cursors = mapped.GetRowCursorSet([mapped.Schema["Copy"]], 4);
        var numbers = new List<int>();
        foreach (DataViewRowCursor cursor in cursors)
        {
            Assert.False(cursor.IsColumnActive(mapped.Schema["Number"]));
            Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(mapped.Schema["Copy"]));
            ValueGetter<int> getter = cursor.GetGetter<int>(mapped.Schema["Copy"]);
            for (int value = 0; cursor.MoveNext(); numbers.Add(value))
                getter(ref value);
            cursor.Dispose();
        }

        Assert.Equal(4, cursors.Length);
        Assert.Equal(Enumerable.Range(0, 1000), numbers.Order());
    }

    [Fact]
    public void Predicting_allocates_the_prediction_alone()
    {
        using var engine = ml.Model.CreatePredictionEngine<CoreNumberedRow, Copied>(Pipeline().Fit(Data()));
        var row = new CoreNumberedRow { Value = 1, Group = "2" };
        var prediction = new Copied();
        engine.Predict(row, ref prediction);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
            engine.Predict(row, ref prediction);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    public sealed class Copied
    {
        public float[]? Copy { get; set; }

        public uint Key { get; set; }
    }
}
