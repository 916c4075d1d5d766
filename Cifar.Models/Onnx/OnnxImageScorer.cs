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
    private readonly RunOptions runOptions;
    private readonly string[] inputs;
    private readonly string? logitsName;
    private readonly string probabilitiesName;
    private readonly string? coarseName;
    private readonly int imageSize;
    private long runs;

    /// <summary>Loads a model from memory.</summary>
    /// <param name="model">The bytes of an .onnx file, at most 1 GB.</param>
    /// <param name="options">How to run it; null for the defaults.</param>
    /// <exception cref="ModelFormatException">The bytes are no model, are damaged, were not written by this library, or break a limit.</exception>
    public OnnxImageScorer(byte[] model, OnnxScorerOptions? options = null)
    {
        ModelProto parsed = OnnxModelCheck.Parse(model, described: true);
        (string input, int[] shape) = Input(parsed.Graph);
        (Description, string kind) = OnnxMetadata.Read(parsed.MetadataProps, shape[1], shape[2]);
        TakesPixels = kind switch
        {
            OnnxMetadata.Pixels => true,
            OnnxMetadata.Features => false,
            _ => throw new ModelFormatException($"The model takes '{kind}'; only '{OnnxMetadata.Pixels}' and '{OnnxMetadata.Features}' are known."),
        };
        inputs = [input];
        (logitsName, probabilitiesName, coarseName) = Outputs(parsed.Graph);
        imageSize = PixelNormalization.Channels * Height * Width;
        session = ModelSession.Open(model, options ?? new());
        runOptions = new();
        Try();
    }

    /// <summary>Labels, preprocessing, size and training of the model.</summary>
    public ModelDescription Description { get; }

    /// <summary>Whether the model takes pixels 0..255 and preprocesses them itself; otherwise it takes what the preprocessing makes of them.</summary>
    public bool TakesPixels { get; }

    /// <summary>Number of classes.</summary>
    public int Classes => Description.Labels.Fine.Count;

    /// <summary>Number of superclasses that the model tells apart; 0 where it was not taught to.</summary>
    public int Superclasses => coarseName is null ? 0 : Description.Labels.Coarse!.Count;

    /// <summary>Rows of an input image.</summary>
    public int Height => Description.Height;

    /// <summary>Columns of an input image.</summary>
    public int Width => Description.Width;

    /// <summary>How often the graph was run.</summary>
    internal long Runs => Interlocked.Read(ref runs);

    /// <summary>Loads a model from a file.</summary>
    /// <param name="path">An .onnx file, at most 1 GB.</param>
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
    /// <param name="coarse">Where the probabilities of the superclasses go, [N, Superclasses]; empty if they are not wanted.</param>
    /// <exception cref="ArgumentException">The length of a span does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model takes preprocessed features, or lacks an output that is wanted.</exception>
    /// <exception cref="ModelFormatException">ONNX Runtime fails, for want of memory for instance.</exception>
    public void Run(ReadOnlySpan<byte> pixels, Span<float> probabilities, Span<float> logits = default, Span<float> coarse = default)
    {
        if (!TakesPixels)
        {
            throw new InvalidOperationException("This model takes preprocessed features, not bytes: apply Description.Preprocessing first.");
        }

        float[] values = ArrayPool<float>.Shared.Rent(pixels.Length);
        PixelConversion.Widen(pixels, values);
        RunRented(values, pixels.Length, probabilities, logits, coarse);
    }

    /// <summary>Scores a batch of images into memory of the caller.</summary>
    /// <param name="values">[N, 3, Height, Width]: RGB pixels 0..255 where <see cref="TakesPixels"/>, preprocessed features otherwise.</param>
    /// <param name="probabilities">Where the probabilities go, [N, Classes]; empty if they are not wanted.</param>
    /// <param name="logits">Where the logits go, [N, Classes]; empty if they are not wanted.</param>
    /// <param name="coarse">Where the probabilities of the superclasses go, [N, Superclasses]; empty if they are not wanted.</param>
    /// <exception cref="ArgumentException">The length of a span does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model lacks an output that is wanted.</exception>
    public void Run(ReadOnlySpan<float> values, Span<float> probabilities, Span<float> logits = default, Span<float> coarse = default)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(values.Length);
        values.CopyTo(rented);
        RunRented(rented, values.Length, probabilities, logits, coarse);
    }

    /// <summary>Scores a batch of images where it lies, without a copy.</summary>
    /// <param name="values">[N, 3, Height, Width]: RGB pixels 0..255 where <see cref="TakesPixels"/>, preprocessed features otherwise. Not to be changed meanwhile.</param>
    /// <param name="probabilities">Where the probabilities go, [N, Classes].</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ModelFormatException">ONNX Runtime fails, for want of memory for instance.</exception>
    public void Run(Memory<float> values, Memory<float> probabilities)
    {
        int count = Count(values.Length);
        CheckRoom(probabilities.Length, count, Classes, OnnxExport.ProbabilitiesOutput, probabilitiesName);
        if (count == 0)
        {
            return;
        }

        using OrtValue output = Wrap(probabilities, count, Classes);
        Run(values, count, [probabilitiesName], [output]);
    }

    /// <summary>Frees the native session. No call may be running.</summary>
    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }

    private void RunRented(float[] values, int length, Span<float> probabilities, Span<float> logits, Span<float> coarse)
    {
        var memory = new List<float[]> { values };
        var tensors = new List<OrtValue>();
        var outputs = new List<string>();
        try
        {
            int count = Count(length);

            // Memory for one output; null if it is not wanted.
            float[]? Want(int room, int columns, string what, string? output)
            {
                if (room == 0)
                {
                    return null;
                }

                outputs.Add(CheckRoom(room, count, columns, what, output));
                float[] rented = ArrayPool<float>.Shared.Rent(room);
                memory.Add(rented);
                tensors.Add(Wrap(rented.AsMemory(0, room), count, columns));
                return rented;
            }

            float[]? ofClasses = Want(probabilities.Length, Classes, OnnxExport.ProbabilitiesOutput, probabilitiesName);
            float[]? ofLogits = Want(logits.Length, Classes, OnnxExport.LogitsOutput, logitsName);
            float[]? ofSuperclasses = Want(coarse.Length, Superclasses, "probabilities of superclasses", coarseName);
            if (outputs.Count == 0)
            {
                return;
            }

            Run(values.AsMemory(0, length), count, outputs, tensors);
            ofClasses.AsSpan(0, probabilities.Length).CopyTo(probabilities);
            ofLogits.AsSpan(0, logits.Length).CopyTo(logits);
            ofSuperclasses.AsSpan(0, coarse.Length).CopyTo(coarse);
        }
        finally
        {
            tensors.ForEach(tensor => tensor.Dispose());
            memory.ForEach(rented => ArrayPool<float>.Shared.Return(rented));
        }
    }

    private void Run(Memory<float> values, int count, IReadOnlyCollection<string> outputs, IReadOnlyCollection<OrtValue> tensors)
    {
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

    private static string CheckRoom(int room, int count, int columns, string what, string? output)
    {
        if (output is null)
        {
            throw new InvalidOperationException($"This model has no {what}.");
        }

        return room == count * columns
            ? output
            : throw new ArgumentException($"There is room for {room} {what}; {count} images of {columns} classes need {count * columns}.");
    }

    private static OrtValue Wrap(Memory<float> values, params long[] shape) => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, shape);

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

    private (string? Logits, string Probabilities, string? Coarse) Outputs(GraphProto graph)
    {
        foreach (ValueInfoProto output in graph.Output)
        {
            (string name, int[] shape) = OnnxModelCheck.Shape(output);
            bool isCoarse = name == OnnxExport.CoarseOutput && Description.Labels.Coarse is not null;
            int columns = isCoarse ? Description.Labels.Coarse!.Count : Classes;
            if (shape is not [int classes] || classes != columns)
            {
                throw new ModelFormatException(
                    $"The output '{name}' of the model is [N, {string.Join(", ", shape)}]; it must be [N, {columns}], as there are {columns} {(isCoarse ? "superclasses" : "labels")}.");
            }
        }

        string[] all = [.. graph.Output.Select(output => output.Name)];
        string? coarse = Description.Labels.Coarse is not null && all.Contains(OnnxExport.CoarseOutput) ? OnnxExport.CoarseOutput : null;
        string[] names = [.. all.Where(name => name != coarse)];
        return TakesPixels switch
        {
            true when names.Contains(OnnxExport.LogitsOutput) && names.Contains(OnnxExport.ProbabilitiesOutput) => (OnnxExport.LogitsOutput, OnnxExport.ProbabilitiesOutput, coarse),
            false when names.Length == 1 => (null, names[0], coarse),
            _ => throw new ModelFormatException($"The model has the outputs '{string.Join("', '", all)}', which are not those of this library."),
        };
    }
}
