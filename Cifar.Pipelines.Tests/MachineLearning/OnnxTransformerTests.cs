using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace Cifar.Pipelines.Tests.MachineLearning;

/// <summary>ApplyOnnxModel on tiny models made by benchmarks/peers/make_onnx_fixtures.py.</summary>
public sealed class OnnxTransformerTests
{
    static readonly MLContext Ml = new(seed: 1);

    [Fact]
    public void An_open_batch_dimension_is_one_row_and_stays_in_the_type()
    {
        IDataView data = Pixels([1, 2, 3], [0, 0, 0], [-1, 4, 0.5f]);
        using OnnxTransformer model = Ml.Transforms.ApplyOnnxModel("logits", "pixels", PathOf("linear")).Fit(data);

        IDataView scored = model.Transform(data);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 4), scored.Schema["logits"].Type);
        Assert.Equal([[1.5f, 2, 3, 6], [0.5f, 0, 0, 0], [-0.5f, 4, 0.5f, 3.5f]], scored.GetColumn<float[]>("logits"));
        Assert.Null(scored.Schema.GetColumnOrNull("probabilities"));
    }

    [Fact]
    public void Without_names_all_inputs_and_outputs_are_used()
    {
        IDataView data = Pixels([1, 2, 3]);
        using OnnxTransformer model = Ml.Transforms.ApplyOnnxModel(PathOf("linear")).Fit(data);
        IDataView scored = model.Transform(data);

        Assert.Equal(["pixels", "logits", "probabilities"], scored.Schema.Select(column => column.Name));
        float[] logits = scored.GetColumn<float[]>("logits").Single(), probabilities = scored.GetColumn<float[]>("probabilities").Single();
        double sum = logits.Sum(logit => Math.Exp(logit));
        Assert.All(logits.Zip(probabilities), pair => Assert.Equal(Math.Exp(pair.First) / sum, pair.Second, 1e-6));
    }

    [Fact]
    public void An_image_shaped_column_goes_in_as_it_is()
    {
        IDataView data = Ml.Data.LoadFromEnumerable([new ImageShaped { Image = [1, 2, 3, 4, 10, 10, 10, 10, 0, 0, 0, 8] }]);
        using OnnxTransformer model = Ml.Transforms.ApplyOnnxModel(PathOf("channel-means")).Fit(data);
        IDataView scored = model.Transform(data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 3, 1, 1), scored.Schema["means"].Type);
        Assert.Equal([2.5f, 10, 2], scored.GetColumn<float[]>("means").Single());
    }

    [Fact]
    public void A_stream_is_copied()
    {
        IDataView data = Pixels([1, 2, 3]);
        var stream = new MemoryStream(File.ReadAllBytes(PathOf("linear"))) { Position = 17 };
        using OnnxTransformer model = Ml.Transforms.ApplyOnnxModel(["logits"], ["pixels"], stream).Fit(data);
        stream.Dispose();

        using LoadedModel loaded = SaveAndLoad(model, data.Schema);

        Assert.Equal([1.5f, 2, 3, 6], loaded.Transformer.Transform(data).GetColumn<float[]>("logits").Single());
    }

    [Fact]
    public void The_model_travels_in_the_saved_file()
    {
        IDataView data = Pixels([1, 2, 3], [4, 5, 6]);
        string copy = Path.Combine(Path.GetTempPath(), $"mlnetcifar-{Guid.NewGuid():N}.onnx");
        File.Copy(PathOf("linear"), copy);
        using OnnxTransformer model = Ml.Transforms.ApplyOnnxModel(new OnnxOptions
        {
            ModelFile = copy, InputColumns = ["pixels"], OutputColumns = ["probabilities"], IntraOpNumThreads = 1, InterOpNumThreads = 1,
            ShapeDictionary = new Dictionary<string, int[]> { ["probabilities"] = [1, 4] },
        }).Fit(data);

        using LoadedModel loaded = SaveAndLoad(model, data.Schema);
        File.Delete(copy);

        Assert.IsType<OnnxTransformer>(loaded.Transformer);
        Assert.Equal(model.Transform(data).GetColumn<float[]>("probabilities"), loaded.Transformer.Transform(data).GetColumn<float[]>("probabilities"));
        Assert.Throws<FileNotFoundException>(() => SaveAndLoad(model, data.Schema));
    }

    [Fact]
    public void A_prediction_engine_gets_a_new_answer_each_time()
    {
        using OnnxTransformer model = Ml.Transforms.ApplyOnnxModel(PathOf("linear")).Fit(Pixels([0, 0, 0]));
        using PredictionEngine<PixelRow, ScoreRow> engine = Ml.Model.CreatePredictionEngine<PixelRow, ScoreRow>(model);
        for (int i = 0; i < 5; i++)
        {
            ScoreRow score = engine.Predict(new PixelRow { Pixels = [i, 2 * i, 3 * i] });
            Assert.Equal([i + 0.5f, 2 * i, 3 * i, 6 * i], score.Logits!);
            Assert.Equal(1, score.Probabilities!.Sum(), 1e-5);
        }
    }

    [Fact]
    public void Cursors_in_parallel_give_what_one_gives()
    {
        float[][] rows = [.. Enumerable.Range(0, 400).Select(i => new float[] { i, -i, i % 7 })];
        IDataView data = Pixels(rows);
        using OnnxTransformer model = Ml.Transforms.ApplyOnnxModel("logits", "pixels", PathOf("linear")).Fit(data);
        IDataView scored = model.Transform(data);
        float[][] one = [.. scored.GetColumn<float[]>("logits")];
        float[][][] many = new float[4][][];
        Parallel.For(0, many.Length, i => many[i] = [.. scored.GetColumn<float[]>("logits")]);
        Assert.All(many, each => Assert.Equal(one, each));
    }

    [Fact]
    public void An_open_length_takes_vectors_of_any_length()
    {
        IDataView data = Ml.Data.LoadFromEnumerable([new OpenRow { Values = [1, 2, 3] }, new OpenRow { Values = [4] }]);
        using OnnxTransformer model = Ml.Transforms.ApplyOnnxModel(PathOf("open-length")).Fit(data);
        IDataView scored = model.Transform(data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single), scored.Schema["negative"].Type);
        Assert.Equal([[-1, -2, -3], [-4]], scored.GetColumn<float[]>("negative"));
    }

    [Fact]
    public void A_shape_dictionary_closes_open_dimensions()
    {
        IDataView data = Ml.Data.LoadFromEnumerable([new ThreeRow { Values = [1, 2, 3] }]);
        var shapes = new Dictionary<string, int[]> { ["values"] = [1, 3], ["negative"] = [1, 3] };
        using OnnxTransformer model = Ml.Transforms.ApplyOnnxModel("negative", "values", PathOf("open-length"), shapes).Fit(data);
        IDataView scored = model.Transform(data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 3), scored.Schema["negative"].Type);
        Assert.Equal([-1, -2, -3], scored.GetColumn<float[]>("negative").Single());

        shapes["values"] = [1, 3, 1];
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.ApplyOnnxModel("negative", "values", PathOf("open-length"), shapes));
    }

    [Fact]
    public void Whole_numbers_and_texts_go_in_and_out()
    {
        IDataView data = Ml.Data.LoadFromEnumerable([new MixedRow { A = [1, 2], B = [30, 40], Words = ["cat", "h\u00f6he"] }]);
        using OnnxTransformer sum = Ml.Transforms.ApplyOnnxModel(PathOf("whole-numbers")).Fit(data);
        using OnnxTransformer same = Ml.Transforms.ApplyOnnxModel(PathOf("texts")).Fit(data);
        Assert.Equal([31, 42], sum.Transform(data).GetColumn<long[]>("sum").Single());
        Assert.Equal(["cat", "h\u00f6he"], same.Transform(data).GetColumn<string[]>("same").Single());
    }

    [Fact]
    public void Slot_names_in_the_graph_become_annotations()
    {
        IDataView data = Ml.Data.LoadFromEnumerable([new TwoRow { Values = [1, 2] }]);
        using OnnxTransformer model = Ml.Transforms.ApplyOnnxModel(PathOf("slot-names")).Fit(data);
        VBuffer<ReadOnlyMemory<char>> names = default;
        model.Transform(data).Schema["scores"].GetSlotNames(ref names);
        Assert.Equal(["cat", "dog"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void Columns_that_do_not_fit_are_refused_with_names()
    {
        string linear = PathOf("linear");
        IDataView wrongLength = Ml.Data.LoadFromEnumerable([new FourPixels { Pixels = [1, 2, 3, 4] }]);
        IDataView variable = Ml.Data.LoadFromEnumerable([new VariablePixels { Pixels = [1, 2, 3] }]);
        IDataView wrongType = Ml.Data.LoadFromEnumerable([new DoublePixels { Pixels = [1, 2, 3] }]);
        IDataView missing = Ml.Data.LoadFromEnumerable([new TwoRow { Values = [1, 2] }]);

        AssertNames("pixels", Assert.Throws<InvalidOperationException>(() => Ml.Transforms.ApplyOnnxModel(linear).Fit(wrongLength)));
        AssertNames("known size", Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.ApplyOnnxModel(linear).Fit(variable)));
        AssertNames("Double", Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.ApplyOnnxModel(linear).Fit(wrongType)));
        AssertNames("pixels", Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.ApplyOnnxModel(linear).Fit(missing)));
        AssertNames("logits, probabilities", Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.ApplyOnnxModel("scores", "pixels", linear)));
        AssertNames("pixels", Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.ApplyOnnxModel("logits", "image", linear)));
        AssertNames("Float16", Assert.Throws<InvalidOperationException>(() => Ml.Transforms.ApplyOnnxModel(PathOf("half"))));
        AssertNames("Only 1 unknown", Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.ApplyOnnxModel(PathOf("two-open")).Fit(missing)));
    }

    [Theory]
    [InlineData("external-data", "another file"), InlineData("unknown-operator", "NoSuchOperator")]
    public void Models_that_cannot_be_used_are_refused_with_the_reason(string name, string reason)
    {
        AssertNames(reason, Assert.Throws<InvalidOperationException>(() => Ml.Transforms.ApplyOnnxModel(PathOf(name))));
        AssertNames(PathOf(name), Assert.Throws<InvalidOperationException>(() => Ml.Transforms.ApplyOnnxModel(PathOf(name))));
    }

    [Fact]
    public void Damaged_models_crash_nothing()
    {
        byte[] model = File.ReadAllBytes(PathOf("linear"));
        for (int length = 0; length < model.Length; length += 10)
            Assert.Throws<InvalidOperationException>(() => Ml.Transforms.ApplyOnnxModel(new MemoryStream(model[..length])));
        var random = new Random(5);
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = [.. model];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                IDataView data = Pixels([1, 2, 3]);
                using OnnxTransformer transformer = Ml.Transforms.ApplyOnnxModel("logits", "pixels", new MemoryStream(damaged)).Fit(data);
                _ = transformer.Transform(data).GetColumn<float[]>("logits").ToList();
            }
            catch (Exception refusal) when (refusal is InvalidOperationException or ArgumentException)
            {
                Assert.NotEmpty(refusal.Message);
            }
        }
    }

    [Fact]
    public void Files_that_are_no_models_are_refused()
    {
        AssertNames("no graph", Assert.Throws<InvalidOperationException>(() => Ml.Transforms.ApplyOnnxModel(new MemoryStream())));
        Assert.Throws<InvalidOperationException>(() => Ml.Transforms.ApplyOnnxModel(new MemoryStream("This is a text."u8.ToArray())));
        Assert.Throws<FileNotFoundException>(() => Ml.Transforms.ApplyOnnxModel(PathOf("no-such")));
        Assert.Throws<ArgumentNullException>(() => Ml.Transforms.ApplyOnnxModel((Stream)null!));
    }

    [Fact]
    public void A_disposed_model_says_so_instead_of_crashing()
    {
        IDataView data = Pixels([1, 2, 3]);
        OnnxTransformer model = Ml.Transforms.ApplyOnnxModel(PathOf("linear")).Fit(data);
        IDataView scored = model.Transform(data);
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => scored.GetColumn<float[]>("logits").ToList());
    }

    [Fact]
    public void Without_a_GPU_the_CPU_will_do_when_the_caller_says_so()
    {
        IDataView data = Pixels([1, 2, 3]);
        using OnnxTransformer model = Ml.Transforms.ApplyOnnxModel("logits", "pixels", PathOf("linear"), gpuDeviceId: 0, fallbackToCpu: true).Fit(data);
        Assert.Equal([1.5f, 2, 3, 6], model.Transform(data).GetColumn<float[]>("logits").Single());
    }

    [Fact]
    public void A_row_allocates_next_to_nothing()
    {
        IDataView data = Pixels([.. Enumerable.Range(0, 2000).Select(i => new float[] { i, 1, 2 })]);
        using OnnxTransformer model = Ml.Transforms.ApplyOnnxModel("logits", "pixels", PathOf("linear")).Fit(data);
        IDataView scored = model.Transform(data);
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<VBuffer<float>> getLogits = cursor.GetGetter<VBuffer<float>>(scored.Schema["logits"]);
        VBuffer<float> logits = default;
        for (int i = 0; i < 100 && cursor.MoveNext(); i++)
            getLogits(ref logits);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int rows = 0;
        for (; cursor.MoveNext(); rows++)
            getLogits(ref logits);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / rows, 0, 2048);
    }

    static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "onnx", name + ".onnx");

    static IDataView Pixels(params float[][] rows) => Ml.Data.LoadFromEnumerable(rows.Select(row => new PixelRow { Pixels = row }));

    static void AssertNames(string expected, Exception refusal) => Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);

    static LoadedModel SaveAndLoad(ITransformer model, DataViewSchema schema)
    {
        using var file = new MemoryStream();
        Ml.Model.Save(model, schema, file);
        file.Position = 0;
        return new LoadedModel(new MLContext().Model.Load(file, out _));
    }

    /// <summary>Disposes a loaded model with the test.</summary>
    sealed record LoadedModel(ITransformer Transformer) : IDisposable
    {
        public void Dispose() => (Transformer as IDisposable)?.Dispose();
    }

#pragma warning disable CA1812 // Made by ML.NET.
    sealed class PixelRow
    {
        [ColumnName("pixels"), VectorType(3)]
        public float[] Pixels { get; set; } = [];
    }

    sealed class ScoreRow
    {
        [ColumnName("logits")]
        public float[]? Logits { get; set; }

        [ColumnName("probabilities")]
        public float[]? Probabilities { get; set; }
    }

    sealed class ImageShaped
    {
        [ColumnName("image"), VectorType(3, 2, 2)]
        public float[] Image { get; set; } = [];
    }

    sealed class OpenRow
    {
        [ColumnName("values")]
        public float[] Values { get; set; } = [];
    }

    sealed class TwoRow
    {
        [ColumnName("values"), VectorType(2)]
        public float[] Values { get; set; } = [];
    }

    sealed class ThreeRow
    {
        [ColumnName("values"), VectorType(3)]
        public float[] Values { get; set; } = [];
    }

    sealed class FourPixels
    {
        [ColumnName("pixels"), VectorType(4)]
        public float[] Pixels { get; set; } = [];
    }

    sealed class VariablePixels
    {
        [ColumnName("pixels")]
        public float[] Pixels { get; set; } = [];
    }

    sealed class DoublePixels
    {
        [ColumnName("pixels"), VectorType(3)]
        public double[] Pixels { get; set; } = [];
    }

    sealed class MixedRow
    {
        [ColumnName("a"), VectorType(2)]
        public long[] A { get; set; } = [];

        [ColumnName("b"), VectorType(2)]
        public long[] B { get; set; } = [];

        [ColumnName("words"), VectorType(2)]
        public string[] Words { get; set; } = [];
    }
#pragma warning restore CA1812
}
