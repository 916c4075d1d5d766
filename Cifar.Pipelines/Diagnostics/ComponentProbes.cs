using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TorchSharp;

namespace Cifar.Pipelines.Diagnostics;

/// <summary>Asks each native part to do something small: only that proves that it is there with all it needs.</summary>
internal static class ComponentProbes
{
    // ModelProto of one Identity node, x to y, float [1], opset 13 (onnx.proto of the ONNX project).
    private static readonly byte[] IdentityModel =
    [
        0x08, 7, 0x3a, 59,
        0x0a, 16, 0x0a, 1, (byte)'x', 0x12, 1, (byte)'y', 0x22, 8, .. "Identity"u8,
        0x12, 5, .. "probe"u8,
        0x5a, 15, 0x0a, 1, (byte)'x', 0x12, 10, 0x0a, 8, 0x08, 1, 0x12, 4, 0x0a, 2, 0x08, 1,
        0x62, 15, 0x0a, 1, (byte)'y', 0x12, 10, 0x0a, 8, 0x08, 1, 0x12, 4, 0x0a, 2, 0x08, 1,
        0x42, 2, 0x10, 13,
    ];

    // A PNG of one white pixel (8 bit grey).
    private static readonly byte[] WhitePixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg==");

    public static NativeComponent OnnxRuntime(StackAdvice advice) => Probe("ONNX Runtime", "predicting", isEssential: true, advice.OnnxRuntime, () =>
    {
        using var session = new InferenceSession(IdentityModel);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(new[] { 1.5f }, [1]))]);
        float answer = results[0].AsTensor<float>()[0];
        return answer == 1.5f ? OrtEnv.Instance().GetVersionString() : throw new InvalidDataException($"A network that does nothing made {answer} of 1.5.");
    });

    public static NativeComponent Pictures(StackAdvice advice) => Probe("pictures", "reading PNG, JPEG and other files", isEssential: true, advice.Pictures, () =>
    {
        using var file = new MemoryStream(WhitePixel);
        using MLImage image = MLImage.CreateFromStream(file);
        return image is { Width: 1, Height: 1 } && image.Pixels[0] == byte.MaxValue
            ? typeof(MLImage).Assembly.GetName().Version?.ToString(3) ?? ""
            : throw new InvalidDataException("A white pixel was read as something else.");
    });

    public static NativeComponent Torch(StackAdvice advice) => Probe("libtorch", "training", isEssential: false, advice.Torch, () =>
    {
        using var ones = torch.ones(2, 2);
        using var product = torch.mm(ones, ones);
        float answer = product.sum().item<float>();
        return answer == 8 ? torch.__version__ : throw new InvalidDataException($"A product of matrices added up to {answer}, not 8.");
    });

    /// <summary>A part of the application's own: nothing of this library is lost without it.</summary>
    public static NativeComponent Of(NativeProbe probe) => Probe(probe.Name, probe.NeededFor, isEssential: false, probe.Advice, probe.TryOut);

    private static NativeComponent Probe(string name, string neededFor, bool isEssential, string advice, Func<string> tryOut)
    {
        try
        {
            return new NativeComponent(name, neededFor, isEssential, tryOut(), Problem: null, Advice: null);
        }
        catch (Exception error)
        {
            // Whatever goes wrong is the finding: a report about broken machines must not break on them.
            while (error is TypeInitializationException or TargetInvocationException && error.InnerException is { } inner)
            {
                error = inner;
            }

            return new NativeComponent(name, neededFor, isEssential, Version: null, error.Message, advice);
        }
    }
}
