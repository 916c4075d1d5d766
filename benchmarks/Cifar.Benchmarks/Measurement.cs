namespace Cifar.Benchmarks;

/// <summary>What one process measured, as one line of JSON that benchmarks/peers/side_by_side.py reads; its Python counterparts print the same.</summary>
/// <param name="Value">Images a second, seconds or megabytes, as the case says.</param>
internal sealed record Measurement(double Value)
{
    /// <summary>Whatever else belongs to it.</summary>
    public IReadOnlyDictionary<string, double>? More { get; init; }
}
