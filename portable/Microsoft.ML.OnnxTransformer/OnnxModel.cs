using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>An ONNX model in ONNX Runtime. One serves many threads.</summary>
sealed class OnnxModel : IDisposable
{
    // A graph with as few weights, pixels to pixels for instance, is done before a second thread would have woken up; that thread would then
    // wait busily on a core that the next model of the chain needs.
    const int BytesWorthThreads = 64 << 10;

    readonly InferenceSession _session;
    readonly RunOptions _runOptions = new();
    readonly IReadOnlyDictionary<string, int[]> _shapes;
    bool _disposed;

    /// <exception cref="InvalidDataException">The bytes are no model that can be used.</exception>
    internal OnnxModel(byte[] bytes, ScoringOptions options)
    {
        SlotNames = OnnxFileCheck.Run(bytes, options.RecursionLimit).SlotNames;
        _shapes = options.Shapes;
        try
        {
            _session = Open(bytes, options);
        }
        catch (OnnxRuntimeException reason)
        {
            throw new InvalidDataException($"ONNX Runtime refuses it: {reason.Message}", reason);
        }
    }

    internal IReadOnlyDictionary<string, ReadOnlyMemory<char>[]> SlotNames { get; }

    internal IEnumerable<string> InputNames => _session.InputNames.Where(name => !IsPlaceholder(name));

    internal IEnumerable<string> OutputNames => _session.OutputNames.Where(name => !IsPlaceholder(name));

    internal OnnxTensor GetInput(string name)
    {
        if (_session.InputMetadata.TryGetValue(name, out NodeMetadata? metadata) || _session.OverridableInitializerMetadata.TryGetValue(name, out metadata))
            return OnnxTensor.Of(name, metadata, _shapes);
        throw new ArgumentOutOfRangeException("inputColumnNames", $"The ONNX model has no input '{name}'. Its inputs are: {string.Join(", ", InputNames)}.");
    }

    internal OnnxTensor GetOutput(string name) =>
        _session.OutputMetadata.TryGetValue(name, out NodeMetadata? metadata)
            ? OnnxTensor.Of(name, metadata, _shapes)
            : throw new ArgumentOutOfRangeException(
                "outputColumnNames", $"The ONNX model has no output '{name}'. Its outputs are: {string.Join(", ", OutputNames)}.");

    internal IDisposableReadOnlyCollection<OrtValue> Run(string[] inputs, OrtValue[] values, string[] outputs)
    {
        // A session that has been disposed of would crash the process.
        ObjectDisposedException.ThrowIf(_disposed, typeof(OnnxTransformer));
        try
        {
            return _session.Run(_runOptions, inputs, values, outputs);
        }
        catch (OnnxRuntimeException reason)
        {
            throw new InvalidOperationException($"The ONNX model failed on a row: {reason.Message}", reason);
        }
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _session.Dispose();
        _runOptions.Dispose();
    }

    // ML.NET's exporter gives these names to columns that the model does not touch.
    static bool IsPlaceholder(string name) =>
        name.StartsWith("mlnet.", StringComparison.Ordinal)
        && (name.EndsWith(".unusedInput", StringComparison.Ordinal) || name.EndsWith(".unusedOutput", StringComparison.Ordinal));

    static InferenceSession Open(byte[] bytes, ScoringOptions options)
    {
        if (options.GpuDeviceId is int device)
        {
            try
            {
                using SessionOptions cuda = SessionOptions.MakeSessionOptionWithCudaProvider(device);
                return Open(bytes, options, cuda);
            }
            catch (Exception reason) when (reason is OnnxRuntimeException or EntryPointNotFoundException)
            {
                // A library built without CUDA lacks the entry point; the caller may have said that the CPU will do.
                if (!options.FallbackToCpu)
                    throw new InvalidOperationException($"The ONNX model cannot be opened on GPU {device}: {reason.Message}", reason);
            }
        }

        using SessionOptions cpu = new();
        return Open(bytes, options, cpu);
    }

    static InferenceSession Open(byte[] bytes, ScoringOptions options, SessionOptions session)
    {
        if (options.InterOpThreads is int inter)
            session.InterOpNumThreads = inter;
        if (options.IntraOpThreads is int intra)
            session.IntraOpNumThreads = intra;
        else if (bytes.Length < BytesWorthThreads)
            session.IntraOpNumThreads = 1;
        return new InferenceSession(bytes, session);
    }
}
