using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Cifar.Models.Onnx.Import;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Documentation;
using Cifar.Pipelines.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Transfer;

/// <summary>Networks of torchvision with random weights: outputs and gradients against PyTorch, imported, written and imported again.</summary>
[Collection(TorchTests.Name)]
public sealed class TorchvisionTests
{
    private const string Python = "/usr/bin/python3";

    [SkippableTheory]
    [Trait("Category", "Slow")]
    [InlineData("vgg16")]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("mobilenet_v2")]
    [InlineData("mobilenet_v3_large")]
    [InlineData("efficientnet_b0")]
    public void Import_export_import_is_the_identity_and_gradients_are_PyTorchs(string name)
    {
        using var folder = new TemporaryFolder();
        string complaint = Make(folder.Root, name);
        Skip.If(complaint.Length > 0, $"{Python} cannot make {name}: {complaint}");
        Dictionary<string, float[]> expected = Read(folder[name + ".json"], folder[name + ".bin"]);

        byte[] file = File.ReadAllBytes(folder[name + ".onnx"]);
        Check(file, expected, gradients: true);
        using OnnxModule module = OnnxModule.Load(file);
        Check(OnnxModuleTests.Written(module), expected, gradients: false);
    }

    private static void Check(byte[] file, Dictionary<string, float[]> expected, bool gradients)
    {
        using OnnxModule module = OnnxModule.Load(file);
        module.eval();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(expected["input"], new long[] { 2, 3, 64, 64 }).requires_grad_();
        Tensor y = module.call(x);
        Near(expected["output"], y, 1e-4, "output");
        Tensor factors = arange(y.numel(), ScalarType.Float32).cos().reshape(y.shape);
        y.mul(factors).sum().backward();
        Near(expected["input.grad"], x.grad!, 1e-3, "input.grad");
        if (!gradients)
        {
            return;
        }

        var weights = module.Blocks.SelectMany(block => module.WeightsOf(block.Index)).ToDictionary(weight => weight.Name, weight => weight.Value);
        foreach ((string name, float[] gradient) in expected.Where(pair => pair.Key is not ("input" or "output" or "input.grad")))
        {
            Near(gradient, weights[name].grad!, 1e-3, name);
        }
    }

    // Relative to the largest number: gradients of random networks are tiny or huge.
    private static void Near(float[] expected, Tensor actual, double tolerance, string what)
    {
        float[] values = actual.contiguous().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        double largest = expected.Max(Math.Abs), worst = expected.Zip(values, (a, b) => (double)Math.Abs(a - b)).Max();
        Assert.True(worst <= tolerance * largest, $"{what} differs by {worst:E2} of {largest:E2}");
    }

    private static string Make(string folder, string name)
    {
        if (!File.Exists(Python))
        {
            return "it is not there";
        }

        string script = Path.Combine(Repository.Root, "benchmarks", "peers", "make_backbone_fixtures.py");
        using Process process = Process.Start(new ProcessStartInfo(Python, [script, folder, name]) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : error.TrimEnd().Split('\n')[^1];
    }

    private static Dictionary<string, float[]> Read(string names, string numbers)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(numbers));
        var parts = new Dictionary<string, float[]>();
        foreach (JsonElement part in JsonDocument.Parse(File.ReadAllText(names)).RootElement.EnumerateArray())
        {
            int count = part.GetProperty("shape").EnumerateArray().Aggregate(1, (product, size) => product * size.GetInt32());
            parts[part.GetProperty("name").GetString()!] = values[..count].ToArray();
            values = values[count..];
        }

        return parts;
    }
}
