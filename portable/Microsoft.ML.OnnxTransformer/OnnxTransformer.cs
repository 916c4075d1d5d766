using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;

[assembly: LoadableModel<OnnxTransformer>]

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Made by an <see cref="OnnxScoringEstimator"/>. It owns an ONNX Runtime session, so dispose of it (or of the chain it is in).</summary>
public sealed class OnnxTransformer : RowToRowTransformerBase, IModelLoader, IDisposable
{
    const string Signature = "OnnxScoring", ModelName = "Model.onnx";

    readonly OnnxSource _source;
    readonly ScoringOptions _options;
    readonly OnnxModel _model;

    internal OnnxTransformer(IHostEnvironment environment, OnnxSource source, ScoringOptions options) : base(environment.Register(nameof(OnnxTransformer)))
    {
        _source = source;
        _options = options;
        byte[] bytes = source.Read();
        try
        {
            _model = new OnnxModel(bytes, options);
        }
        catch (InvalidDataException reason)
        {
            throw new InvalidOperationException($"Error initializing the ONNX model from {source.Name}: {reason.Message}", reason);
        }

        try
        {
            Inputs = [.. (options.Inputs.Length > 0 ? options.Inputs : _model.InputNames).Select(_model.GetInput)];
            Outputs = [.. (options.Outputs.Length > 0 ? options.Outputs : _model.OutputNames).Select(_model.GetOutput)];
            foreach (OnnxTensor tensor in Inputs.Concat(Outputs))
                _ = tensor.ItemType;
        }
        catch
        {
            _model.Dispose();
            throw;
        }
    }

    static string IModelLoader.Signature => Signature;

    internal OnnxTensor[] Inputs { get; }

    internal OnnxTensor[] Outputs { get; }

    public void Dispose() => _model.Dispose();

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        string[] inputs = Names(ctx.Reader), outputs = Names(ctx.Reader);
        var shapes = new Dictionary<string, int[]>();
        for (int left = ctx.Reader.ReadCount(itemBytes: 5); left > 0; left--)
            shapes[ctx.Reader.ReadString()] = ctx.Reader.ReadArray<int>();
        var options = new ScoringOptions
        {
            Inputs = inputs,
            Outputs = outputs,
            Shapes = shapes,
            RecursionLimit = Math.Clamp(ctx.Reader.ReadInt32(), 1, 1000),
            GpuDeviceId = environment.Internal().GpuDeviceId,
            FallbackToCpu = environment.Internal().FallbackToCpu,
        };
        OnnxSource source = OnnxSource.FromBytes(ctx.LoadBytes(ModelName));
        try
        {
            return new OnnxTransformer(environment, source, options);
        }
        catch (Exception reason) when (reason is InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"The ONNX model inside cannot be used: {(reason.InnerException ?? reason).Message}", reason);
        }
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        byte[] bytes = _source.Read();
        ctx.SetSignature(Signature);
        ctx.Writer.WriteTexts(Array.ConvertAll(Inputs, input => input.Name.AsMemory()));
        ctx.Writer.WriteTexts(Array.ConvertAll(Outputs, output => output.Name.AsMemory()));
        ctx.Writer.Write(_options.Shapes.Count);
        foreach ((string name, int[] shape) in _options.Shapes)
        {
            ctx.Writer.Write(name);
            ctx.Writer.WriteArray<int>(shape);
        }

        ctx.Writer.Write(_options.RecursionLimit);
        ctx.SaveStream(ModelName, stream => stream.Write(bytes));
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new OnnxRowMapper(_model, Inputs, Outputs, schema);

    static string[] Names(ModelReader reader) => Array.ConvertAll(reader.ReadTexts(), name => name.ToString());
}
