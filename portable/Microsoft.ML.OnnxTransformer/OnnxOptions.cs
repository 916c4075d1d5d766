using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>What <see cref="OnnxCatalog"/> may be told about a model.</summary>
[SuppressMessage("Design", "CA1051", Justification = "The fields are part of the API this one follows.")]
[SuppressMessage("Usage", "CA2227", Justification = "The fields are part of the API this one follows.")]
public sealed class OnnxOptions
{
    public string ModelFile = null!;
    public string[] InputColumns = null!;
    public string[] OutputColumns = null!;
    public int? GpuDeviceId;
    public bool FallbackToCpu;
    public IDictionary<string, int[]> ShapeDictionary = null!;
    public int RecursionLimit = 100;
    public int? InterOpNumThreads;
    public int? IntraOpNumThreads;
}
