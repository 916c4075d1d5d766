using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Operations inside are not recorded for backward.</summary>
    public static IDisposable no_grad() => new GradientMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradientMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradientMode(mode);

    public static bool is_grad_enabled() => NativeMethods.mt_grad_enabled() != 0;

    /// <summary>Like no_grad, and cheaper; tensors made inside can never take part in a recorded operation.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => NativeMethods.mt_inference_mode() != 0;

    // The mode is one of the thread: end it where it began.
    sealed class GradientMode : IDisposable
    {
        readonly int previous = NativeMethods.mt_grad_enabled();

        internal GradientMode(bool enabled) => NativeMethods.mt_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => NativeMethods.mt_set_grad_enabled(previous);
    }

    sealed class InferenceMode(bool enabled) : IDisposable
    {
        nint guard = NativeMethods.mt_inference_begin(enabled ? 1 : 0);

        public void Dispose()
        {
            if (guard != 0) NativeMethods.mt_inference_end(guard);
            guard = 0;
        }
    }
}
