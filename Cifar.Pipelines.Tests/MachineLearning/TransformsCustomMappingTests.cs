using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class TransformsCustomMappingTests
{
    readonly MLContext _context = new(seed: 1);

    public sealed class Input
    {
        public float Number { get; set; }

        public float[] Vector { get; set; } = [];
    }

    public sealed class Output
    {
        public float Twice { get; set; }

        [VectorType(2)]
        public float[] Pair { get; set; } = [];

        public string Text { get; set; } = "";

        [NoColumn]
        public int Calls { get; set; }
    }

    [CustomMappingFactoryAttribute("MachineLearning.Twice")]
    public sealed class Twice : CustomMappingFactory<Input, Output>
    {
        public override Action<Input, Output> GetMapping() => Map;

        internal static void Map(Input input, Output output)
        {
            output.Calls++;
            output.Twice = 2 * input.Number;
            output.Pair = [input.Number, input.Vector.Sum()];
            output.Text = $"call {output.Calls}";
        }
    }

    public sealed class ImageInput
    {
        [ImageType(2, 3)]
        public MLImage? Image { get; set; }
    }

    public sealed class ImageOutput
    {
        public int Width { get; set; }

        [ImageType]
        public MLImage? Same { get; set; }
    }

    IDataView Data => _context.Data.LoadFromEnumerable([new Input { Number = 1, Vector = [1, 2] }, new Input { Number = 5, Vector = [3] }]);

    [Fact]
    public void The_action_runs_once_for_a_row_whatever_is_read_of_it()
    {
        var view = _context.Transforms.CustomMapping<Input, Output>(Twice.Map, null!).Fit(Data).Transform(Data);
        Assert.Equal("Vector<Single, 2>", view.Schema["Pair"].Type.ToString());
        using var cursor = view.GetRowCursor(view.Schema);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Text"]);
        var getTwice = cursor.GetGetter<float>(view.Schema["Twice"]);
        for (int row = 1; cursor.MoveNext(); row++)
        {
            ReadOnlyMemory<char> text = default;
            float twice = 0;
            getTwice(ref twice);
            getText(ref text);
            getText(ref text);
            Assert.Equal($"call {row}", text.ToString());
            Assert.Equal(row == 1 ? 2 : 10, twice);
        }
    }

    [Fact]
    public void A_missing_or_different_input_column_is_named()
    {
        var estimator = _context.Transforms.CustomMapping<Input, Output>(Twice.Map, null!);
        var without = _context.Transforms.DropColumns("Number").Append(estimator);
        Assert.Contains("'Number'", Assert.Throws<ArgumentOutOfRangeException>(() => without.Fit(Data)).Message, StringComparison.Ordinal);
        var text = _context.Transforms.Conversion.ConvertType("Number", outputKind: DataKind.String).Append(estimator);
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Fit(Data));
    }

    [Fact]
    public void Schema_definitions_rename_and_size_columns()
    {
        var input = SchemaDefinition.Create(typeof(Input));
        input["Number"].ColumnName = "Other";
        var output = SchemaDefinition.Create(typeof(Output));
        output["Pair"].ColumnName = "Both";
        var chain = _context.Transforms.CopyColumns("Other", "Number").Append(_context.Transforms.CustomMapping<Input, Output>(Twice.Map, null!, input, output));
        Assert.Equal([5, 3], chain.Fit(Data).Transform(Data).Vectors<float>("Both")[1]);
    }

    [Fact]
    public void A_saved_mapping_is_found_again_by_its_contract()
    {
        var loaded = _context.Transforms.CustomMapping(new Twice().GetMapping(), "MachineLearning.Twice").Fit(Data).Reloaded(new MLContext(), Data.Schema);
        Assert.Equal([2f, 10f], loaded.Transform(Data).GetColumn<float>("Twice"));
    }

    [Fact]
    public void Loading_says_which_contract_nobody_fulfils()
    {
        var fitted = _context.Transforms.CustomMapping<Input, Output>(Twice.Map, "Nobody").Fit(Data);
        var error = Assert.ThrowsAny<Exception>(() => fitted.Reloaded(_context, Data.Schema));
        Assert.IsType<InvalidOperationException>(error);
        Assert.Contains("'Nobody'", error.Message, StringComparison.Ordinal);
        Assert.Contains("RegisterAssembly", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_contract_a_mapping_cannot_be_saved()
    {
        var fitted = _context.Transforms.CustomMapping<Input, Output>(Twice.Map, null!).Fit(Data);
        Assert.Throws<InvalidOperationException>(() => fitted.Reloaded(_context, Data.Schema));
    }

    [Fact]
    public void Several_cursors_have_their_own_objects()
    {
        var rows = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 500).Select(i => new Input { Number = i, Vector = [i] }));
        var view = _context.Transforms.CustomMapping<Input, Output>(Twice.Map, null!).Fit(rows).Transform(rows);
        Parallel.For(0, 8, _ => Assert.Equal(Enumerable.Range(0, 500).Select(i => 2f * i), view.GetColumn<float>("Twice")));
    }

    [Fact]
    public void Images_pass_through_row_classes()
    {
        using var image = MLImage.CreateFromPixels(3, 2, MLPixelFormat.Rgba32, new byte[24]);
        var view = _context.Data.LoadFromEnumerable([new ImageInput { Image = image }]);
        var mapped = _context.Transforms.CustomMapping<ImageInput, ImageOutput>(
            (input, output) => (output.Width, output.Same) = (input.Image!.Width, input.Image), null!).Fit(view).Transform(view);
        Assert.Equal([3], mapped.GetColumn<int>("Width"));
        Assert.Equal(2, mapped.GetColumn<MLImage>("Same").Single().Height);
        Assert.IsType<ImageDataViewType>(mapped.Schema["Same"].Type);
    }
}
