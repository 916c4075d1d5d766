using Cifar.Models.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace Cifar.Models.Onnx;

/// <summary>Opens models in ONNX Runtime.</summary>
internal static class ModelSession
{
    /// <summary>Opens a model that was checked.</summary>
    /// <param name="model">The bytes of an .onnx file.</param>
    /// <param name="options">How to run it.</param>
    /// <returns>The session; the receiver disposes it.</returns>
    /// <exception cref="ModelFormatException">ONNX Runtime refuses the model.</exception>
    /// <exception cref="DllNotFoundException">ONNX Runtime's native library cannot be loaded.</exception>
    public static InferenceSession Open(byte[] model, OnnxScorerOptions options)
    {
        try
        {
            using var settings = new SessionOptions { IntraOpNumThreads = options.Threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            return new InferenceSession(model, settings);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelFormatException($"ONNX Runtime refuses the model: {error.Message}", error);
        }
        catch (Exception error) when (NativeLoad.IsFailure(error))
        {
            throw NativeLoad.Explained("ONNX Runtime", error);
        }
    }
}
