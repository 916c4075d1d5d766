using System.Buffers;
using Cifar.Models.Onnx.Format;
using Microsoft.ML.OnnxRuntime;

namespace Cifar.Models.Onnx;

/// <summary>Scores batches of images with a model written by <see cref="OnnxExport"/>, through ONNX Runtime.</summary>
/// <remarks>
/// Every call runs the graph once, however many images it is given: cut large sets into batches of some hundreds, since memory grows with the batch.
/// Calls may run at the same time from any number of threads.
/// </remarks>
public sealed class OnnxImageScorer : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly string[] inputs;
    private readonly string? logitsName;
    private readonly string probabilitiesName;
    private readonly int imageSize;
    private long runs;

    /// <summary>Loads a model from memory.</summary>
    /// <param name="model">The bytes of an .onnx file, at most 512 MB.</param>
    /// <param name="options">How to run it; null for the defaults.</param>
    /// <exception cref="ModelFormatException">The bytes are no model, are damaged, were not written by this library, or break a limit.</exception>
    public OnnxImageScorer(byte[] model, OnnxScorerOptions? options = null)
    {
        ModelProto parsed = OnnxModelCheck.Parse(model);
        (string input, int[] shape) = Input(parsed.Graph);
        (Description, string kind) = OnnxMetadata.Read(parsed.MetadataProps, shape[1], shape[2]);
        TakesPixels = kind switch
        {
            OnnxMetadata.Pixels => true,
            OnnxMetadata.Features => false,
            _ => throw new ModelFormatException($"The model takes '{kind}'; only '{OnnxMetadata.Pixels}' and '{OnnxMetadata.Features}' are known."),
        };
        inputs = [input];
        (logitsName, probabilitiesName) = Outputs(parsed.Graph);
        imageSize = PixelNormalization.Channels * Height * Width;
        session = Open(model, options ?? new());
        Try();
    }

    /// <summary>Labels, preprocessing, size and training of the model.</summary>
    public ModelDescription Description { get; }

    /// <summary>Whether the model takes pixels 0..255 and preprocesses them itself; otherwise it takes what the preprocessing makes of them.</summary>
    public bool TakesPixels { get; }

    /// <summary>Number of classes.</summary>
    public int Classes => Description.Labels.Fine.Count;

    /// <summary>Rows of an input image.</summary>
    public int Height => Description.Height;

    /// <summary>Columns of an input image.</summary>
    public int Width => Description.Width;

    /// <summary>How often the graph was run.</summary>
    internal long Runs => Interlocked.Read(ref runs);

    /// <summary>Loads a model from a file.</summary>
    /// <param name="path">An .onnx file, at most 512 MB.</param>
    /// <param name="options">How to run it; null for the defaults.</param>
    /// <returns>The scorer; dispose it after use.</returns>
    /// <exception cref="ModelFormatException">The file is no model, is damaged, was not written by this library, or breaks a limit.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxImageScorer Load(string path, OnnxScorerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long length = new FileInfo(path).Length;
        if (length > OnnxModelCheck.MaximumBytes)
        {
            throw OnnxModelCheck.TooLarge(length);
        }

        try
        {
            return new(File.ReadAllBytes(path), options);
        }
        catch (ModelFormatException error)
        {
            throw new ModelFormatException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Scores a batch of images.</summary>
    /// <param name="pixels">Planar RGB bytes [N, 3, Height, Width].</param>
    /// <returns>Probabilities [N, Classes].</returns>
    /// <exception cref="ArgumentException">The length is no whole number of images.</exception>
    /// <exception cref="InvalidOperationException">The model takes preprocessed features.</exception>
    public float[] Score(ReadOnlySpan<byte> pixels)
    {
        var probabilities = new float[Count(pixels.Length) * Classes];
        Run(pixels, probabilities);
        return probabilities;
    }

    /// <summary>Scores a batch of images.</summary>
    /// <param name="values">[N, 3, Height, Width]: RGB pixels 0..255 where <see cref="TakesPixels"/>, preprocessed features otherwise.</param>
    /// <returns>Probabilities [N, Classes].</returns>
    /// <exception cref="ArgumentException">The length is no whole number of images.</exception>
    public float[] Score(ReadOnlySpan<float> values)
    {
        var probabilities = new float[Count(values.Length) * Classes];
        Run(values, probabilities);
        return probabilities;
    }

    /// <summary>Scores a batch of images into memory of the caller.</summary>
    /// <param name="pixels">Planar RGB bytes [N, 3, Height, Width].</param>
    /// <param name="probabilities">Where the probabilities go, [N, Classes]; empty if they are not wanted.</param>
    /// <param name="logits">Where the logits go, [N, Classes]; empty if they are not wanted.</param>
    /// <exception cref="ArgumentException">The length of a span does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model takes preprocessed features, or has no logits and they are wanted.</exception>
    /// <exception cref="ModelFormatException">ONNX Runtime fails, for want of memory for instance.</exception>
    public void Run(ReadOnlySpan<byte> pixels, Span<float> probabilities, Span<float> logits = default)
    {
        if (!TakesPixels)
        {
            throw new InvalidOperationException("This model takes preprocessed features, not bytes: apply Description.Preprocessing first.");
        }

        float[] values = ArrayPool<float>.Shared.Rent(pixels.Length);
        PixelConversion.Widen(pixels, values);
        RunRented(values, pixels.Length, probabilities, logits);
    }

    /// <summary>Scores a batch of images into memory of the caller.</summary>
    /// <param name="values">[N, 3, Height, Width]: RGB pixels 0..255 where <see cref="TakesPixels"/>, preprocessed features otherwise.</param>
    /// <param name="probabilities">Where the probabilities go, [N, Classes]; empty if they are not wanted.</param>
    /// <param name="logits">Where the logits go, [N, Classes]; empty if they are not wanted.</param>
    /// <exception cref="ArgumentException">The length of a span does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model has no logits and they are wanted.</exception>
    public void Run(ReadOnlySpan<float> values, Span<float> probabilities, Span<float> logits = default)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(values.Length);
        values.CopyTo(rented);
        RunRented(rented, values.Length, probabilities, logits);
    }

    /// <summary>Frees the native session. No call may be running.</summary>
    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }

    private void RunRented(float[] values, int length, Span<float> probabilities, Span<float> logits)
    {
        var memory = new List<float[]> { values };
        var tensors = new List<OrtValue>();
        try
        {
            int count = Count(length);
            CheckRoom(probabilities.Length, count, OnnxExport.ProbabilitiesOutput, probabilitiesName);
            CheckRoom(logits.Length, count, OnnxExport.LogitsOutput, logitsName);
            var outputs = new List<string>();
            if (probabilities.Length > 0)
            {
                outputs.Add(probabilitiesName);
            }

            if (logits.Length > 0)
            {
                outputs.Add(logitsName!);
            }

            if (outputs.Count == 0)
            {
                return;
            }

            foreach (string _ in outputs)
            {
                float[] rented = ArrayPool<float>.Shared.Rent(count * Classes);
                memory.Add(rented);
                tensors.Add(Wrap(rented, count, Classes));
            }

            using OrtValue input = Wrap(values, count, PixelNormalization.Channels, Height, Width);
            try
            {
                session.Run(runOptions, inputs, [input], outputs, tensors);
            }
            catch (OnnxRuntimeException error)
            {
                throw new ModelFormatException($"ONNX Runtime cannot run the model: {error.Message}", error);
            }

            Interlocked.Increment(ref runs);
            memory[1].AsSpan(0, probabilities.Length).CopyTo(probabilities);
            memory[^1].AsSpan(0, logits.Length).CopyTo(logits);
        }
        finally
        {
            tensors.ForEach(tensor => tensor.Dispose());
            memory.ForEach(rented => ArrayPool<float>.Shared.Return(rented));
        }
    }

    /// <summary>Runs a black image: what the graph's structure hides shows at loading, and the first real call is as fast as the next.</summary>
    private void Try()
    {
        try
        {
            Run(new float[imageSize], new float[Classes]);
            runs = 0;
        }
        catch (ModelFormatException)
        {
            Dispose();
            throw;
        }
    }

    private void CheckRoom(int room, int count, string what, string? output)
    {
        if (room > 0 && room != count * Classes)
        {
            throw new ArgumentException($"There is room for {room} {what}; {count} images of {Classes} classes need {count * Classes}.");
        }

        if (room > 0 && output is null)
        {
            throw new InvalidOperationException($"This model has no {what}.");
        }
    }

    private static OrtValue Wrap(float[] rented, params long[] shape)
    {
        long length = shape.Aggregate((a, b) => a * b);
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, rented.AsMemory(0, checked((int)length)), shape);
    }

    private int Count(int length) => length % imageSize == 0
        ? length / imageSize
        : throw new ArgumentException($"{length} values are no whole number of {PixelNormalization.Channels} x {Height} x {Width} images.");

    private static (string Name, int[] Shape) Input(GraphProto graph)
    {
        // Files of older IR versions list the weights among the inputs.
        HashSet<string> weights = [.. graph.Initializer.Select(tensor => tensor.Name)];
        ValueInfoProto[] free = [.. graph.Input.Where(input => !weights.Contains(input.Name))];
        if (free.Length != 1)
        {
            throw new ModelFormatException($"The model has {free.Length} inputs; it must have one.");
        }

        (string name, int[] shape) = OnnxModelCheck.Shape(free[0]);
        return shape is [PixelNormalization.Channels, <= ModelDescription.MaximumSide, <= ModelDescription.MaximumSide]
            ? (name, shape)
            : throw new ModelFormatException($"The input '{name}' of the model is [N, {string.Join(", ", shape)}]; it must be [N, 3, H, W] with sides to {ModelDescription.MaximumSide}.");
    }

    private (string? Logits, string Probabilities) Outputs(GraphProto graph)
    {
        foreach (ValueInfoProto output in graph.Output)
        {
            (string name, int[] shape) = OnnxModelCheck.Shape(output);
            if (shape is not [int classes] || classes != Classes)
            {
                throw new ModelFormatException($"The output '{name}' of the model is [N, {string.Join(", ", shape)}]; it must be [N, {Classes}], as there are {Classes} labels.");
            }
        }

        string[] names = [.. graph.Output.Select(output => output.Name)];
        return TakesPixels switch
        {
            true when names.Contains(OnnxExport.LogitsOutput) && names.Contains(OnnxExport.ProbabilitiesOutput) => (OnnxExport.LogitsOutput, OnnxExport.ProbabilitiesOutput),
            false when names.Length == 1 => (null, names[0]),
            _ => throw new ModelFormatException($"The model has the outputs '{string.Join("', '", names)}', which are not those of this library."),
        };
    }

    private static InferenceSession Open(byte[] model, OnnxScorerOptions options)
    {
        using var settings = new SessionOptions { IntraOpNumThreads = options.Threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        try
        {
            return new InferenceSession(model, settings);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelFormatException($"ONNX Runtime refuses the model: {error.Message}", error);
        }
    }
}
