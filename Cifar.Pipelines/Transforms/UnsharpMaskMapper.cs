using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Transforms;

/// <summary>Sharpens the picture of each row; the output is of the input's type.</summary>
internal sealed class UnsharpMaskMapper : ColumnMapper
{
    private readonly PixelColumn source;
    private readonly SharpeningKernel kernel;

    public UnsharpMaskMapper(DataViewSchema inputSchema, string outputColumnName, string inputColumnName, SharpeningKernel kernel)
        : base(inputSchema)
    {
        source = PixelColumn.Find(inputSchema, inputColumnName);
        this.kernel = kernel;
        Dependencies = [source.Column];
        // A picture sharpened twice is not described by one kernel; without the note a trainer simply takes its input as it is.
        bool alreadySharpened = PreprocessingAnnotation.Read(source.Column) is not null;
        Outputs = [new(outputColumnName, source.Column.Type, alreadySharpened ? null : PreprocessingAnnotation.Create(new Preprocessing(kernel, PixelNormalization.None)))];
    }

    public override IReadOnlyList<DataViewSchema.Column> Dependencies { get; }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public override Delegate CreateGetter(DataViewRow row, int output)
    {
        var read = source.CreateReader(row);
        byte[] planar = [];
        if (source.IsImage)
        {
            return (ValueGetter<MLImage>)((ref MLImage image) =>
            {
                var (height, width) = read(ref planar);
                image = PlanarPixels.CreateImage(kernel.Apply(planar, height, width), height, width);
            });
        }

        if (source.IsBytes)
        {
            return (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> pixels) =>
            {
                var (height, width) = read(ref planar);
                var editor = VBufferEditor.Create(ref pixels, planar.Length);
                kernel.Apply(planar, height, width).CopyTo(editor.Values);
                pixels = editor.Commit();
            });
        }

        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> pixels) =>
        {
            var (height, width) = read(ref planar);
            var sharpened = kernel.Apply(planar, height, width);
            var editor = VBufferEditor.Create(ref pixels, sharpened.Length);
            for (int i = 0; i < sharpened.Length; i++)
            {
                editor.Values[i] = sharpened[i];
            }

            pixels = editor.Commit();
        });
    }
}
