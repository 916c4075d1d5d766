using Cifar.Models.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Weights;

/// <summary>Writes and reads safetensors files, in which the Python world keeps weights.</summary>
/// <remarks>
/// A file is the size of its header (unsigned 64-bit, little-endian), the header (JSON: name to element type, shape and span of bytes), and the elements
/// of all tensors in C order. It holds numbers and texts alone, so reading one from a stranger runs nothing.
/// Element types: float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8, bool.
/// </remarks>
public static class SafeTensors
{
    /// <summary>Writes a file; its name appears when it is whole.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="tensors">Tensors by name, on any device and in any memory layout.</param>
    /// <param name="metadata">Texts to go with them; null for none.</param>
    /// <exception cref="ArgumentException">A tensor's element type has no place in the format, or a name is reserved.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written to.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>Writes to a stream. Equal tensors and metadata give equal bytes, in whatever order they come.</summary>
    /// <param name="stream">Need not be seekable; stays open.</param>
    /// <param name="tensors">Tensors by name, on any device and in any memory layout.</param>
    /// <param name="metadata">Texts to go with them; null for none.</param>
    /// <exception cref="ArgumentException">A tensor's element type has no place in the format, or a name is reserved.</exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var entries = SafeTensorsHeader.Arrange(tensors);
        stream.Write(SafeTensorsHeader.Write(entries, metadata));
        using IDisposable mode = no_grad();
        foreach (SafeTensor entry in entries.Where(entry => entry.Bytes > 0))
        {
            using DisposeScope scope = NewDisposeScope();
            tensors[entry.Name].detach().cpu().contiguous().WriteBytesToStream(stream, BufferSize(entry.Bytes));
        }
    }

    /// <summary>Reads all tensors of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors by name, contiguous in CPU memory; they belong to the current dispose scope or else to the receiver.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or no safetensors file; the message names it and what is wrong with it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        using SafeTensorsFile file = Open(path);
        return file.LoadAll();
    }

    /// <summary>Opens a file and checks its header; no elements are read yet.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The file; the receiver disposes it.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or no safetensors file; the message names it and what is wrong with it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafeTensorsFile Open(string path) => new(path);

    /// <summary>Pieces in which elements are copied: small tensors at once, large ones a megabyte at a time.</summary>
    internal static int BufferSize(long bytes) => (int)Math.Min(bytes, 1 << 20);
}
