using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training.Optimization;

/// <summary>Makes matrices nearly orthogonal with products alone: each iteration maps their singular values by an odd polynomial of degree 5.</summary>
internal static class NewtonSchulz
{
    // The polynomial a s + b s^3 + c s^5 that Muon uses: steep at 0, and within 0.7 to 1.2 after a few iterations from nearly anywhere in 0 to 1.
    private const float A = 3.4445f;
    private const float B = -4.7750f;
    private const float C = 2.0315f;

    /// <summary>The matrix with the singular vectors of the given one and all singular values near 1.</summary>
    /// <remarks>
    /// Every iterate is the matrix times a polynomial of its Gram matrix. So the iterations run on Gram matrices, which are small and square, and
    /// the matrix itself takes part in two products in all: a third of the work for a kernel of 512 x 4,608.
    /// </remarks>
    /// <param name="matrices">Float32 [rows, columns], or a stack [n, rows, columns].</param>
    /// <param name="steps">Iterations.</param>
    public static Tensor Orthogonal(Tensor matrices, int steps)
    {
        bool tall = matrices.shape[^2] > matrices.shape[^1];
        // The products of rows are the larger matrix where there are more of them than columns.
        Tensor x = tall ? matrices.transpose(-2, -1) : matrices;
        using DisposeScope scope = NewDisposeScope();
        Tensor gram = x.matmul(x.transpose(-2, -1));
        // The norm of a matrix bounds its singular values, and its square is the sum of the Gram matrix's diagonal.
        Tensor scale = (Diagonal(gram).sum(-1, keepdim: true).sqrt_() + 1e-7).reciprocal_().unsqueeze(-1);
        gram.mul_(scale * scale);
        Tensor? product = null;
        for (int i = 0; i < steps; i++)
        {
            Tensor factor = gram.matmul(gram).mul_(C).add_(gram, B);
            Diagonal(factor).add_(A);
            Tensor next = product is null ? factor.mul(scale) : factor.matmul(product);
            product?.Dispose();
            product = next;
            if (i < steps - 1)
            {
                // Memory used again at once is still in the cache.
                using Tensor before = gram;
                using Tensor half = factor.matmul(before);
                gram = half.matmul(factor);
            }

            factor.Dispose();
        }

        x = product!.matmul(x);
        return (tall ? x.transpose(-2, -1) : x).MoveToOuterDisposeScope();
    }

    private static Tensor Diagonal(Tensor matrices) => matrices.diagonal(0, -2, -1);
}
