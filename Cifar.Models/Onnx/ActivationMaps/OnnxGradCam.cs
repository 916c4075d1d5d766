using Cifar.Models.Onnx.Format;
using Cifar.Models.Onnx.Import;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace Cifar.Models.Onnx.ActivationMaps;

/// <summary>Gradient-weighted class activation maps (Selvaraju and others 2017, arXiv:1610.02391) of models that this library wrote, by ONNX Runtime alone.</summary>
/// <remarks>
/// The runtime makes the last feature maps and what follows them; the gradient of the class's logit passes back through that short tail here. Each map is weighted
/// with the mean of its gradient over its places; the sum, where it is positive, is what speaks for the class. Calls may run at the same time from any number of threads.
/// </remarks>
public sealed class OnnxGradCam : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions runOptions;
    private readonly ModelTail tail;
    private readonly string[] inputs;
    private readonly string[] outputs;
    private readonly long[] shape;

    /// <summary>Opens a model.</summary>
    /// <param name="model">The bytes of an .onnx file from pixels to logits and probabilities, at most 1 GB.</param>
    /// <param name="options">How to run it; null for the defaults.</param>
    /// <exception cref="ModelFormatException">The bytes are no model, are damaged, were not written by this library, or break a limit.</exception>
    /// <exception cref="BackboneException">The network makes no maps, or something behind them has no known gradient; occlusion works all the same.</exception>
    public OnnxGradCam(byte[] model, OnnxScorerOptions? options = null)
    {
        OnnxModelCheck.Parse(model);
        ModelProto parsed = OnnxFileReader.Read(model); // The importer has limits of its own.
        HashSet<string> known = [.. parsed.Graph.Output.Select(output => output.Name)];
        if (!known.IsSupersetOf([OnnxExport.LogitsOutput, OnnxExport.ProbabilitiesOutput]))
        {
            throw new ModelFormatException($"The model has the outputs '{string.Join("', '", known)}'; '{OnnxExport.LogitsOutput}' and '{OnnxExport.ProbabilitiesOutput}' are needed.");
        }

        if (GraphInput.Of(parsed) is not { ChannelsLast: false, Height: { } height, Width: { } width })
        {
            throw new ModelFormatException("The model takes no images [N, 3, H, W] of one size.");
        }

        tail = ModelTail.Of(parsed);
        shape = [1, PixelNormalization.Channels, height, width];
        inputs = [tail.Input];
        outputs = [OnnxExport.ProbabilitiesOutput, .. tail.Needed];
        foreach (string name in tail.Needed.Where(known.Add))
        {
            parsed.Graph.Output.Add(new ValueInfoProto { Name = name, Type = new() { TensorType = new() { ElemType = OnnxGraphBuilder.FloatType } } });
        }

        session = ModelSession.Open(parsed.ToByteArray(), options ?? new());
        runOptions = new();
        Try();
    }

    /// <summary>Explains one image.</summary>
    /// <param name="pixels">Planar RGB bytes [3, Height, Width] of the model's size.</param>
    /// <param name="label">Number of the class; null for the most probable one.</param>
    /// <returns>The map, and the class it is for.</returns>
    /// <exception cref="ArgumentException">The image has another size, or there is no such class.</exception>
    /// <exception cref="ModelFormatException">ONNX Runtime fails, for want of memory for instance.</exception>
    public ActivationMap Explain(ReadOnlySpan<byte> pixels, int? label = null)
    {
        long length = shape[1] * shape[2] * shape[3];
        if (pixels.Length != length)
        {
            throw new ArgumentException($"The image has {pixels.Length:N0} bytes; {shape[1]} x {shape[2]} x {shape[3]} are needed.", nameof(pixels));
        }

        var values = new float[length];
        PixelConversion.Widen(pixels, values);
        Dictionary<string, TailValue> made = Run(values);
        float[] probabilities = made[OnnxExport.ProbabilitiesOutput].Numbers;
        if (made[OnnxExport.LogitsOutput].Numbers.Length != probabilities.Length)
        {
            throw new ModelFormatException("The model has not as many logits as probabilities.");
        }

        int target = label ?? Array.IndexOf(probabilities, probabilities.Max());
        return (uint)target < (uint)probabilities.Length
            ? Weighted(made[tail.Maps], tail.Gradient(made, target), target, probabilities[target])
            : throw new ArgumentException($"There is no class {label}; they are 0 to {probabilities.Length - 1}.", nameof(label));
    }

    /// <summary>Frees the native session. No call may be running.</summary>
    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }

    private static ActivationMap Weighted(TailValue maps, float[] gradient, int label, float probability)
    {
        var (numbers, shape) = maps;
        int area = shape[2] * shape[3];
        var sums = new float[area];
        for (int channel = 0; channel < shape[1]; channel++)
        {
            float weight = 0;
            foreach (float slope in gradient.AsSpan(channel * area, area))
            {
                weight += slope / area;
            }

            for (int place = 0; place < area; place++)
            {
                sums[place] += weight * numbers[(channel * area) + place];
            }
        }

        return new ActivationMap(shape[2], shape[3], Array.ConvertAll(sums, sum => sum > 0 ? sum : 0), label, probability);
    }

    private Dictionary<string, TailValue> Run(float[] image)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(image, shape);
        try
        {
            using var results = session.Run(runOptions, inputs, [input], outputs);
            return outputs.Zip(results).ToDictionary(
                pair => pair.First,
                pair => new TailValue(pair.Second.GetTensorDataAsSpan<float>().ToArray(), Array.ConvertAll(pair.Second.GetTensorTypeAndShape().Shape, size => (int)size)),
                StringComparer.Ordinal);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelFormatException($"ONNX Runtime cannot run the model: {error.Message}", error);
        }
    }

    /// <summary>Explains a black image: what cannot be done shows at once.</summary>
    private void Try()
    {
        try
        {
            Explain(new byte[shape[1] * shape[2] * shape[3]]);
        }
        catch (Exception error) when (error is ModelFormatException or BackboneException)
        {
            Dispose();
            throw;
        }
    }
}
