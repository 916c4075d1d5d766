namespace Cifar.Models.Onnx;

/// <summary>How a model is run.</summary>
public sealed class OnnxScorerOptions
{
    /// <summary>Threads that share the work of one run.</summary>
    /// <value>0: as many as there are cores. 0 to 1,024.</value>
    public int Threads
    {
        get;
        init => field = value is >= 0 and <= 1024 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(Threads)} is {value}; it must be 0 to 1024.");
    }
}
