namespace Microsoft.ML;

/// <summary>The name of a column to make and of the column to make it from.</summary>
public sealed class InputOutputColumnPair
{
    public InputOutputColumnPair(string outputColumnName, string? inputColumnName = null)
    {
        if (string.IsNullOrEmpty(outputColumnName))
            throw new ArgumentOutOfRangeException(nameof(outputColumnName), "An output column has a name.");
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName ?? outputColumnName;
    }

    public string InputColumnName { get; }

    public string OutputColumnName { get; }

    internal static (string Output, string Input)[] Tuples(IEnumerable<InputOutputColumnPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return pairs.Select(pair => (pair.OutputColumnName, pair.InputColumnName)).ToArray();
    }
}
