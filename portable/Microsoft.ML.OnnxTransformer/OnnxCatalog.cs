using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;

namespace Microsoft.ML;

/// <summary>Estimators that score ONNX models.</summary>
public static class OnnxCatalog
{
    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, string modelFile, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Make(catalog, OnnxSource.FromFile(modelFile), [], [], null, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, Stream modelBytes, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Make(catalog, OnnxSource.FromStream(modelBytes), [], [], null, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, string modelFile, IDictionary<string, int[]> shapeDictionary, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Make(catalog, OnnxSource.FromFile(modelFile), [], [], shapeDictionary, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, Stream modelBytes, IDictionary<string, int[]> shapeDictionary, int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Make(catalog, OnnxSource.FromStream(modelBytes), [], [], shapeDictionary, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName, string modelFile,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Make(catalog, OnnxSource.FromFile(modelFile), [outputColumnName], [inputColumnName], null, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName, Stream modelBytes,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Make(catalog, OnnxSource.FromStream(modelBytes), [outputColumnName], [inputColumnName], null, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(this TransformsCatalog catalog, OnnxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Make(
            catalog, OnnxSource.FromFile(options.ModelFile), options.OutputColumns, options.InputColumns,
            options.ShapeDictionary, options.GpuDeviceId, options.FallbackToCpu,
            options.RecursionLimit, options.InterOpNumThreads, options.IntraOpNumThreads);
    }

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName, string modelFile, IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Make(catalog, OnnxSource.FromFile(modelFile), [outputColumnName], [inputColumnName], shapeDictionary, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName, Stream modelBytes, IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Make(catalog, OnnxSource.FromStream(modelBytes), [outputColumnName], [inputColumnName], shapeDictionary, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, string[] outputColumnNames, string[] inputColumnNames, string modelFile,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Make(catalog, OnnxSource.FromFile(modelFile), outputColumnNames, inputColumnNames, null, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, string[] outputColumnNames, string[] inputColumnNames, Stream modelBytes,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Make(catalog, OnnxSource.FromStream(modelBytes), outputColumnNames, inputColumnNames, null, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, string[] outputColumnNames, string[] inputColumnNames, string modelFile, IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Make(catalog, OnnxSource.FromFile(modelFile), outputColumnNames, inputColumnNames, shapeDictionary, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, string[] outputColumnNames, string[] inputColumnNames, Stream modelBytes, IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null, bool fallbackToCpu = false) =>
        Make(catalog, OnnxSource.FromStream(modelBytes), outputColumnNames, inputColumnNames, shapeDictionary, gpuDeviceId, fallbackToCpu);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, string[] outputColumnNames, string[] inputColumnNames, string modelFile, IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null, bool fallbackToCpu = false, int recursionLimit = 100) =>
        Make(catalog, OnnxSource.FromFile(modelFile), outputColumnNames, inputColumnNames, shapeDictionary, gpuDeviceId, fallbackToCpu, recursionLimit);

    public static OnnxScoringEstimator ApplyOnnxModel(
        this TransformsCatalog catalog, string[] outputColumnNames, string[] inputColumnNames, Stream modelBytes, IDictionary<string, int[]> shapeDictionary,
        int? gpuDeviceId = null, bool fallbackToCpu = false, int recursionLimit = 100) =>
        Make(catalog, OnnxSource.FromStream(modelBytes), outputColumnNames, inputColumnNames, shapeDictionary, gpuDeviceId, fallbackToCpu, recursionLimit);

    static OnnxScoringEstimator Make(
        TransformsCatalog catalog,
        OnnxSource source,
        string[] outputs,
        string[] inputs,
        IDictionary<string, int[]>? shapes,
        int? gpuDeviceId,
        bool fallbackToCpu,
        int recursionLimit = ScoringOptions.DefaultRecursionLimit,
        int? interOpThreads = null,
        int? intraOpThreads = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(recursionLimit);
        IHostEnvironment environment = catalog.GetEnvironment();
        bool ofContext = gpuDeviceId is null && environment.Internal().GpuDeviceId is not null;
        var options = new ScoringOptions
        {
            Inputs = Checked(inputs, "inputColumnNames"),
            Outputs = Checked(outputs, "outputColumnNames"),
            Shapes = ScoringOptions.CopyOf(shapes),
            RecursionLimit = recursionLimit,
            GpuDeviceId = ofContext ? environment.Internal().GpuDeviceId : gpuDeviceId,
            FallbackToCpu = ofContext ? environment.Internal().FallbackToCpu : fallbackToCpu,
            InterOpThreads = interOpThreads,
            IntraOpThreads = intraOpThreads,
        };
        return new OnnxScoringEstimator(environment, source, options);
    }

    static string[] Checked(string[] names, string parameter)
    {
        ArgumentNullException.ThrowIfNull(names, parameter);
        return Array.TrueForAll(names, name => !string.IsNullOrWhiteSpace(name)) ? names : throw new ArgumentException("A column name is empty.", parameter);
    }
}
