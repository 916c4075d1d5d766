using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML;

/// <summary>Writes what <see cref="ModelReader"/> reads: little-endian numbers, UTF-8 text with its length, arrays with their count.</summary>
sealed class ModelWriter(Stream stream) : BinaryWriter(stream, Encoding.UTF8, leaveOpen: true)
{
    /// <summary>An array of numbers of fixed size, as a count and the numbers.</summary>
    internal void WriteArray<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        Write(values.Length);
        Write(MemoryMarshal.AsBytes(values));
    }

    internal void WriteTexts(IReadOnlyCollection<ReadOnlyMemory<char>> texts)
    {
        Write(texts.Count);
        foreach (ReadOnlyMemory<char> text in texts)
            Write(text.ToString());
    }

    internal void WriteOptional(string? text)
    {
        Write(text is not null);
        if (text is not null)
            Write(text);
    }
}
