using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Weights;

/// <summary>The header of a safetensors file: where each tensor lies. What is written here is decided by the tensors alone.</summary>
internal static class SafeTensorsHeader
{
    public const string MetadataKey = "__metadata__";
    public const int SizeBytes = sizeof(ulong);

    /// <summary>What the reference implementation reads at most.</summary>
    public const int LargestSize = 100_000_000;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gives every tensor its place. Those with the largest elements come first, so that each starts at a multiple of its element size.</summary>
    public static SafeTensor[] Arrange(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var ordered = tensors.OrderByDescending(pair => pair.Value.dtype.ElementSize()).ThenBy(pair => pair.Key, StringComparer.Ordinal);
        var entries = new List<SafeTensor>(tensors.Count);
        long offset = 0;
        foreach (var (name, tensor) in ordered)
        {
            if (name == MetadataKey)
            {
                throw new ArgumentException($"No tensor can be called {MetadataKey}: that name stands for the metadata of the file.");
            }

            if (ElementTypes.NameOf(tensor.dtype) is null)
            {
                throw new ArgumentException($"Tensor '{name}' holds {tensor.dtype}; a safetensors file can hold {ElementTypes.Known}. Convert it first.");
            }

            long bytes = tensor.numel() * tensor.dtype.ElementSize();
            entries.Add(new(name, tensor.dtype, tensor.shape, bytes) { Offset = offset });
            offset = checked(offset + bytes);
        }

        return [.. entries];
    }

    /// <summary>Size and JSON, padded with blanks so that the elements start at a multiple of 8.</summary>
    public static byte[] Write(IEnumerable<SafeTensor> entries, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[SizeBytes]);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                WriteMetadata(json, metadata);
            }

            foreach (SafeTensor entry in entries)
            {
                WriteEntry(json, entry);
            }

            json.WriteEndObject();
        }

        while (buffer.Length % SizeBytes != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        byte[] header = buffer.ToArray();
        int size = header.Length - SizeBytes;
        if (size > LargestSize)
        {
            throw new ArgumentException($"Names and metadata take {size:N0} bytes; a safetensors file has room for {LargestSize:N0}.");
        }

        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)size);
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(MetadataKey);
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafeTensor entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", ElementTypes.NameOf(entry.Type));
        json.WriteStartArray("shape");
        foreach (long size in entry.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(entry.Offset);
        json.WriteNumberValue(entry.Offset + entry.Bytes);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
