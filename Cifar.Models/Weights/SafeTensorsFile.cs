using System.Buffers.Binary;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Weights;

/// <summary>An open safetensors file: lists its tensors at once, reads each when it is asked for.</summary>
public sealed class SafeTensorsFile : IDisposable
{
    private readonly FileStream stream;
    private readonly long start;
    private readonly Dictionary<string, SafeTensor> byName;

    internal SafeTensorsFile(string path)
    {
        Path = path;
        stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        try
        {
            byte[] header = ReadHeader(out long content);
            start = SafeTensorsHeader.SizeBytes + header.Length;
            var parsed = SafeTensorsReader.Parse(header, content, path);
            Tensors = parsed.Tensors;
            Metadata = parsed.Metadata;
            byName = Tensors.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is in the file, in the order in which it lies there.</summary>
    public IReadOnlyList<SafeTensor> Tensors { get; }

    /// <summary>The texts that came with the tensors; empty without any.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">One of the names of <see cref="Tensors"/>.</param>
    /// <returns>The tensor, contiguous in CPU memory; it belongs to the current dispose scope or else to the receiver.</returns>
    /// <exception cref="ArgumentException">There is no tensor of that name.</exception>
    /// <exception cref="InvalidDataException">The file has become shorter, or a truth value is neither 0 nor 1.</exception>
    public Tensor Load(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!byName.TryGetValue(name, out SafeTensor? entry))
        {
            throw new ArgumentException($"{Path} has no tensor '{name}'.{NearestName.Suggest(name, byName.Keys)}");
        }

        // The header is checked against the length of the file: no more is allocated than there is to read.
        Tensor tensor = empty(entry.Shape.ToArray(), entry.Type == ScalarType.Bool ? ScalarType.Byte : entry.Type);
        try
        {
            Fill(tensor, entry);
            return entry.Type == ScalarType.Bool ? TruthValues(tensor, entry) : tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Reads all tensors.</summary>
    /// <returns>The tensors by name; see <see cref="Load"/>.</returns>
    /// <exception cref="InvalidDataException">See <see cref="Load"/>.</exception>
    public Dictionary<string, Tensor> LoadAll()
    {
        var loaded = new Dictionary<string, Tensor>(Tensors.Count, StringComparer.Ordinal);
        try
        {
            foreach (SafeTensor entry in Tensors)
            {
                loaded.Add(entry.Name, Load(entry.Name));
            }

            return loaded;
        }
        catch
        {
            foreach (Tensor tensor in loaded.Values)
            {
                tensor.Dispose();
            }

            throw;
        }
    }

    /// <summary>Closes the file; tensors that were read stay.</summary>
    public void Dispose() => stream.Dispose();

    private byte[] ReadHeader(out long content)
    {
        long length = stream.Length;
        if (length < SafeTensorsHeader.SizeBytes)
        {
            throw SafeTensorsReader.Wrong(Path, $"it has {length} bytes, not even the {SafeTensorsHeader.SizeBytes} that give the size of its header");
        }

        Span<byte> size = stackalloc byte[SafeTensorsHeader.SizeBytes];
        stream.ReadExactly(size);
        ulong announced = BinaryPrimitives.ReadUInt64LittleEndian(size);
        if (announced > SafeTensorsHeader.LargestSize)
        {
            throw SafeTensorsReader.Wrong(Path, $"its header is said to have {announced:N0} bytes; at most {SafeTensorsHeader.LargestSize:N0} are read");
        }

        content = length - SafeTensorsHeader.SizeBytes - (long)announced;
        if (content < 0)
        {
            throw SafeTensorsReader.Wrong(Path, $"its header is said to have {announced:N0} bytes, the whole file has {length:N0}");
        }

        var header = new byte[(int)announced];
        stream.ReadExactly(header);
        return header;
    }

    private void Fill(Tensor tensor, SafeTensor entry)
    {
        if (entry.Bytes == 0)
        {
            return;
        }

        try
        {
            stream.Position = start + entry.Offset;
            tensor.ReadBytesFromStream(stream, SafeTensors.BufferSize(entry.Bytes));
        }
        catch (EndOfStreamException cause)
        {
            throw new InvalidDataException($"{Path} became shorter while tensor '{entry.Name}' was read from it.", cause);
        }
    }

    private Tensor TruthValues(Tensor bytes, SafeTensor entry)
    {
        using (bytes)
        using (Tensor strange = bytes.gt(1))
        using (Tensor any = strange.any())
        {
            return !any.item<bool>()
                ? bytes.to(ScalarType.Bool)
                : throw SafeTensorsReader.Wrong(Path, $"a truth value of tensor '{entry.Name}' is neither 0 nor 1");
        }
    }
}
