namespace Microsoft.ML.Transforms.Onnx;

/// <summary>What a model is opened with. Threads and GPU belong to the machine and are not saved.</summary>
sealed record ScoringOptions
{
    internal const int DefaultRecursionLimit = 100;

    /// <summary>The inputs to feed, or empty for all of the model's.</summary>
    internal string[] Inputs { get; init; } = [];

    /// <summary>The outputs to deliver, or empty for all of the model's.</summary>
    internal string[] Outputs { get; init; } = [];

    /// <summary>Shapes of inputs and outputs, instead of those in the model.</summary>
    internal IReadOnlyDictionary<string, int[]> Shapes { get; init; } = new Dictionary<string, int[]>();

    /// <summary>How deep the messages of the model's file may be nested.</summary>
    internal int RecursionLimit { get; init; } = DefaultRecursionLimit;

    internal int? GpuDeviceId { get; init; }

    internal bool FallbackToCpu { get; init; }

    internal int? InterOpThreads { get; init; }

    internal int? IntraOpThreads { get; init; }

    internal static IReadOnlyDictionary<string, int[]> CopyOf(IDictionary<string, int[]>? shapes) =>
        shapes is null ? new Dictionary<string, int[]>() : shapes.ToDictionary(shape => shape.Key, shape => (int[])shape.Value.Clone());
}
