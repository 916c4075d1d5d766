using Cifar.Models.Onnx;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>Brings [N, 3, H, W] to the size of a backbone, mirrored if wanted, with two matrix products.</summary>
internal sealed class ImageResize : nn.Module<Tensor, Tensor>, IOnnxLayer
{
    private readonly Tensor? rows;
    private readonly Tensor? columns;

    public ImageResize(int height, int width, int toHeight, int toWidth, ResizeFilter filter, bool mirrored = false) : base(nameof(ImageResize))
    {
        // Columns are multiplied from the right, hence transposed.
        rows = height == toHeight ? null : Matrix(ResizeWeights.Create(height, toHeight, filter), toHeight, height);
        columns = width == toWidth && !mirrored ? null : Matrix(Transposed(ResizeWeights.Create(width, toWidth, filter, mirrored), toWidth, width), width, toWidth);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        Tensor wide = columns is null ? x.alias() : x.matmul(columns);
        if (rows is null)
        {
            return wide;
        }

        using (wide)
        {
            return rows.matmul(wide);
        }
    }

    string IOnnxLayer.WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        string wide = columns is null ? input : graph.Node("MatMul", [input, graph.Constant(columns)]);
        return rows is null ? wide : graph.Node("MatMul", [graph.Constant(rows), wide]);
    }

    // The module's own: registering alone leaves it in the caller's scope.
    private static Tensor Matrix(float[] values, int rows, int columns) => tensor(values, new long[] { rows, columns }).DetachFromDisposeScope();

    private static float[] Transposed(float[] matrix, int rows, int columns)
    {
        var result = new float[matrix.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                result[(j * rows) + i] = matrix[(i * columns) + j];
            }
        }

        return result;
    }
}
