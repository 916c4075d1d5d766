using Cifar.Models.Onnx;
using Cifar.Pipelines.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Transforms;

/// <summary>Pixels to float32 <c>[3, H, W]</c>: <c>(pixel - offset[c]) * scale[c]</c>.</summary>
internal sealed class NormalizePixelsMapper : ColumnMapper
{
    private readonly PixelColumn source;
    private readonly PixelNormalization normalization;

    public NormalizePixelsMapper(DataViewSchema inputSchema, string outputColumnName, string inputColumnName, PixelNormalization normalization)
        : base(inputSchema)
    {
        source = PixelColumn.Find(inputSchema, inputColumnName);
        this.normalization = normalization;
        Dependencies = [source.Column];
        var sharpening = PreprocessingAnnotation.Read(source.Column)?.Sharpening;
        Outputs =
        [
            new(
                outputColumnName,
                new VectorDataViewType(NumberDataViewType.Single, 3, source.Height, source.Width),
                PreprocessingAnnotation.Create(new Preprocessing(sharpening, normalization))),
        ];
    }

    public override IReadOnlyList<DataViewSchema.Column> Dependencies { get; }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public override Delegate CreateGetter(DataViewRow row, int output)
    {
        int area = source.Height * source.Width;
        if (source.Column.Type is VectorDataViewType && !source.IsBytes)
        {
            return CreateFloatGetter(row, area);
        }

        var read = source.CreateReader(row);
        byte[] planar = [];
        // A byte has 256 values: looking its normalised value up is as exact as computing it, and faster.
        var table = CreateTable();
        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> features) =>
        {
            var (height, width) = read(ref planar);
            if (height != source.Height || width != source.Width)
            {
                throw new InvalidDataException(
                    $"Row {row.Position} of column '{source.Column.Name}' is {width} x {height} pixels; the column promises {source.Width} x {source.Height}.");
            }

            var editor = VBufferEditor.Create(ref features, planar.Length);
            for (int channel = 0, i = 0; channel < 3; channel++)
            {
                var values = table.AsSpan(256 * channel, 256);
                for (int end = i + area; i < end; i++)
                {
                    editor.Values[i] = values[planar[i]];
                }
            }

            features = editor.Commit();
        });
    }

    private ValueGetter<VBuffer<float>> CreateFloatGetter(DataViewRow row, int area)
    {
        var getPixels = row.GetGetter<VBuffer<float>>(source.Column);
        VBuffer<float> pixels = default;
        return (ref VBuffer<float> features) =>
        {
            getPixels(ref pixels);
            var editor = VBufferEditor.Create(ref features, pixels.Length);
            pixels.CopyTo(editor.Values);
            for (int channel = 0, i = 0; channel < 3; channel++)
            {
                float offset = normalization.Offset[channel], scale = normalization.Scale[channel];
                for (int end = i + area; i < end; i++)
                {
                    editor.Values[i] = (editor.Values[i] - offset) * scale;
                }
            }

            features = editor.Commit();
        };
    }

    private float[] CreateTable()
    {
        var table = new float[3 * 256];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = (i % 256 - normalization.Offset[i / 256]) * normalization.Scale[i / 256];
        }

        return table;
    }
}
