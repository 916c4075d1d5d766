using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What Adam and AdamW do with their running means, for all parameters of a group at once.</summary>
internal static class AdaptiveMoments
{
    internal static void Accumulate(Tensor[] mean, Tensor[] square, Tensor[] gradients, double beta1, double beta2)
    {
        Aten.Run("_foreach_mul_.Scalar", mean, beta1);
        Aten.Run("_foreach_add_.List", mean, gradients, 1 - beta1);
        Aten.Run("_foreach_mul_.Scalar", square, beta2);
        Aten.Run("_foreach_addcmul_.Scalar", square, gradients, gradients, 1 - beta2);
    }

    /// <summary>Both means start at zero, and are corrected for it by the number of steps so far.</summary>
    internal static void Apply(Tensor[] parameters, Tensor[] mean, Tensor[] square, long step, double rate, double beta1, double beta2, double eps)
    {
        Tensor[] denominators = Aten.Many("_foreach_sqrt", square);
        Aten.Run("_foreach_div_.Scalar", denominators, Math.Sqrt(1 - Math.Pow(beta2, step)));
        Aten.Run("_foreach_add_.Scalar", denominators, eps);
        Aten.Run("_foreach_addcdiv_.Scalar", parameters, mean, denominators, -rate / (1 - Math.Pow(beta1, step)));
    }
}
