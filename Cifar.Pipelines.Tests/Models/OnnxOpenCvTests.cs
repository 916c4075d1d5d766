using System.Diagnostics;
using System.Runtime.InteropServices;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Models;

/// <summary>A second, independent engine reads what we write: OpenCV's DNN module, through the Debian packages python3-opencv and python3-numpy.</summary>
[Collection(TorchTests.Name)]
public sealed class OnnxOpenCvTests
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import sys, cv2, numpy
        folder, height, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
        network = cv2.dnn.readNetFromONNX(folder + "/model.onnx")
        network.setInput(numpy.fromfile(folder + "/input", numpy.float32).reshape(-1, 3, height, width))
        for name in ("logits", "probabilities"):
            network.forward(name).astype(numpy.float32).tofile(folder + "/" + name)
        """;

    [SkippableTheory]
    [InlineData("none")]
    [InlineData("default")]
    [InlineData("threshold")]
    public void OpenCV_agrees_with_ONNX_Runtime_to_1e_3(string sharpening)
    {
        random.manual_seed(2);
        using var network = new SimpleCnn(100);
        SharpeningKernel? kernel = sharpening switch { "none" => null, "default" => SharpeningKernel.Default, _ => SharpeningKernel.FromGaussian(2, 1, 2, 8) };
        Compare(network, Exported.Describe(100, 32, new Preprocessing(kernel, PixelNormalization.Cifar100), 1.5));
    }

    [SkippableFact]
    public void OpenCV_agrees_about_a_network_of_many_kinds_of_layers()
    {
        random.manual_seed(2);
        using Module<Tensor, Tensor> network = Sequential(
            Conv2d(3, 8, 4, Padding.Same), BatchNorm2d(8), GELU(),
            Conv2d(8, 8, 3, padding: 1, groups: 8, bias: false), SiLU(), AvgPool2d(2),
            Conv2d(8, 16, 1), LeakyReLU(0.1), MaxPool2d(3, stride: 2, padding: 1), ReLU6(),
            Conv2d(16, 16, 3), ELU(), Conv2d(16, 16, 1), Hardswish(), Tanh(), AdaptiveAvgPool2d(1),
            Flatten(), Linear(16, 32), Sigmoid(), Dropout(0.5), Linear(32, 10));
        network.eval();
        Compare(network, Exported.Describe(10, 32));
    }

    private static void Compare(Module<Tensor, Tensor> network, ModelDescription description)
    {
        Skip.IfNot(File.Exists(Python) && Run("-c", "import cv2, numpy").ExitCode == 0, "OpenCV for Python (python3-opencv) is not installed.");
        byte[] model = OnnxExport.Export(network, description);
        byte[] pixels = Images.Random(10 * 3 * 32 * 32, seed: 6);
        int outputs = 10 * description.Labels.Fine.Count;
        float[] logits = new float[outputs], probabilities = new float[outputs];
        using var scorer = new OnnxImageScorer(model);
        scorer.Run(pixels, probabilities, logits);

        string folder = Directory.CreateTempSubdirectory("opencv-dnn").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model);
            File.WriteAllBytes(Path.Combine(folder, "input"), MemoryMarshal.AsBytes<float>([.. pixels.Select(pixel => (float)pixel)]).ToArray());
            (int exitCode, string errors) = Run("-c", Script, folder, "32", "32");
            Assert.True(exitCode == 0, errors);
            Exported.AreClose(logits, Read(folder, "logits"), 1e-3);
            Exported.AreClose(probabilities, Read(folder, "probabilities"), 1e-3);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static float[] Read(string folder, string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, name))).ToArray();

    private static (int ExitCode, string Errors) Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
