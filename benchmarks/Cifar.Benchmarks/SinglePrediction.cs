using BenchmarkDotNet.Attributes;
using Cifar.Models.Onnx;
using Cifar.Pipelines;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace Cifar.Benchmarks;

/// <summary>
/// One picture at a time, from decoded RGBA bytes to probabilities: through a <c>PredictionEngine</c> over <c>model.zip</c>, and by ONNX Runtime alone with
/// <c>model.onnx</c>, which holds the same weights and the same preprocessing in one graph. Both run with the default options of ONNX Runtime.
/// </summary>
public class SinglePrediction : IDisposable
{
    private const int Side = 32;
    private const int Area = Side * Side;

    private readonly byte[] rgba = new byte[4 * Area];
    private readonly float[] pixels = new float[3 * Area];
    private readonly RunOptions run = new();
    private readonly string[] inputs = [OnnxExport.PixelsInput];
    private readonly string[] outputs = [OnnxExport.ProbabilitiesOutput];
    private readonly ImageInput input = new();
    private ImagePrediction prediction = new();
    private float[] probabilities = [];
    private PredictionEngine<ImageInput, ImagePrediction>? engine;
    private InferenceSession? session;
    private OrtValue[] values = [];
    private OrtValue[] results = [];

    /// <summary>Folder with <c>model.zip</c> and <c>model.onnx</c> of one training.</summary>
    public static string Folder { get; set; } = "";

    /// <summary>How often both are measured, in turn.</summary>
    public static int Rounds { get; set; } = 1;

    [ParamsSource(nameof(AllRounds))]
    public int Round { get; set; }

    public static IEnumerable<int> AllRounds => Enumerable.Range(1, Rounds);

    [GlobalSetup(Target = nameof(Bare))]
    public void OpenBare()
    {
        Draw();
        session = new InferenceSession(Path.Combine(Folder, "model.onnx"));
        probabilities = new float[session.OutputMetadata[outputs[0]].Dimensions[^1]];
        values = [OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, Side, Side])];
        results = [OrtValue.CreateTensorValueFromMemory(probabilities, [1, probabilities.Length])];
    }

    [GlobalSetup(Target = nameof(Engine))]
    public void OpenEngine()
    {
        Draw();
        var ml = new MLContext();
        engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(ImageClassifierModel.Load(ml, Path.Combine(Folder, "model.zip")).Transformer);
    }

    [Benchmark(Baseline = true)]
    public float[] Bare()
    {
        for (int i = 0; i < Area; i++)
        {
            (pixels[i], pixels[Area + i], pixels[(2 * Area) + i]) = (rgba[4 * i], rgba[(4 * i) + 1], rgba[(4 * i) + 2]);
        }

        session!.Run(run, inputs, values, outputs, results);
        return probabilities;
    }

    [Benchmark]
    public float[] Engine()
    {
        using var image = MLImage.CreateFromPixels(Side, Side, MLPixelFormat.Rgba32, rgba);
        input.Image = image;
        engine!.Predict(input, ref prediction);
        return prediction.Score;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        engine?.Dispose();
        Array.ForEach([.. values, .. results], value => value.Dispose());
        session?.Dispose();
        (engine, session, values, results) = (null, null, [], []);
        GC.SuppressFinalize(this);
    }

    private void Draw()
    {
        new Random(1).NextBytes(rgba);
        for (int i = 3; i < rgba.Length; i += 4)
        {
            rgba[i] = byte.MaxValue;
        }
    }
}
