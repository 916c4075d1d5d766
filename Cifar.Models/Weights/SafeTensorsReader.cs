using System.Text.Json;
using static TorchSharp.torch;

namespace Cifar.Models.Weights;

/// <summary>Reads the header of a safetensors file from an untrusted source: everything it says is checked against the size of the file.</summary>
internal static class SafeTensorsReader
{
    private const int LargestRank = 64;
    private const int DeepestJson = 3;

    public static (SafeTensor[] Tensors, Dictionary<string, string> Metadata) Parse(ReadOnlyMemory<byte> header, long content, string path)
    {
        try
        {
            if (header.IsEmpty || header.Span[0] != '{')
            {
                throw Wrong(path, "its header does not start with '{'");
            }

            using JsonDocument json = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = DeepestJson });
            var tensors = new List<SafeTensor>();
            Dictionary<string, string>? metadata = null;
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name))
                {
                    throw Wrong(path, $"'{property.Name}' occurs twice");
                }

                if (property.Name == SafeTensorsHeader.MetadataKey)
                {
                    metadata = Texts(property.Value, path);
                }
                else
                {
                    tensors.Add(Entry(property, path));
                }
            }

            return (InOrder(tensors, content, path), metadata ?? []);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            // Texts that are no UTF-8 are an InvalidOperationException of the JSON reader.
            throw new InvalidDataException($"{path} is not a valid safetensors file: its header is not the JSON it should be ({cause.Message.TrimEnd('.')}).", cause);
        }
    }

    public static InvalidDataException Wrong(string path, string what) => new($"{path} is not a valid safetensors file: {what}.");

    private static Dictionary<string, string> Texts(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(path, "its metadata are no table of texts");
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String || !texts.TryAdd(property.Name, property.Value.GetString()!))
            {
                throw Wrong(path, $"its metadata '{property.Name}' are no text or occur twice");
            }
        }

        return texts;
    }

    private static SafeTensor Entry(JsonProperty property, string path)
    {
        string name = property.Name;
        if (property.Value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(path, $"tensor '{name}' is not described by an object");
        }

        JsonElement? type = null, sizes = null, span = null;
        foreach (JsonProperty part in property.Value.EnumerateObject())
        {
            bool again = part.Name switch
            {
                "dtype" => Replace(ref type, part.Value),
                "shape" => Replace(ref sizes, part.Value),
                "data_offsets" => Replace(ref span, part.Value),
                _ => false,
            };
            if (again)
            {
                throw Wrong(path, $"'{part.Name}' of tensor '{name}' occurs twice");
            }
        }

        string? typeName = type is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        var element = (typeName is null ? null : ElementTypes.Find(typeName))
            ?? throw Wrong(path, $"tensor '{name}' has elements of type {typeName ?? "unknown"}; known are {ElementTypes.Known}");
        long[] shape = Numbers(sizes, LargestRank) ?? throw Wrong(path, $"the shape of tensor '{name}' is not a list of at most {LargestRank} sizes");
        if (Numbers(span, 2) is not [var from, var to] || to < from)
        {
            throw Wrong(path, $"the data_offsets of tensor '{name}' are not a start and an end");
        }

        return new SafeTensor(name, element.Type, shape, BytesOf(shape, element.Size) == to - from
            ? to - from
            : throw Wrong(path, $"tensor '{name}' of type {typeName} and shape [{string.Join(", ", shape)}] does not take the {to - from:N0} bytes it is given"))
        { Offset = from };
    }

    private static bool Replace(ref JsonElement? place, JsonElement value)
    {
        bool again = place is not null;
        place = value;
        return again;
    }

    /// <summary>Whole numbers from 0 up; null for anything else.</summary>
    private static long[]? Numbers(JsonElement? list, int most)
    {
        if (list is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() > most)
        {
            return null;
        }

        var numbers = new long[array.GetArrayLength()];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (array[i].ValueKind != JsonValueKind.Number || !array[i].TryGetInt64(out numbers[i]) || numbers[i] < 0)
            {
                return null;
            }
        }

        return numbers;
    }

    /// <summary>Null where it is more than any file can have; a size of 0 does not hide the others, whose product libtorch forms as well.</summary>
    private static long? BytesOf(long[] shape, int elementSize)
    {
        Int128 product = elementSize;
        foreach (long size in shape)
        {
            product *= Math.Max(size, 1);
            if (product > long.MaxValue)
            {
                return null;
            }
        }

        return Array.IndexOf(shape, 0) >= 0 ? 0 : (long)product;
    }

    /// <summary>Sorted by place; together they must cover the content, each byte once.</summary>
    private static SafeTensor[] InOrder(List<SafeTensor> tensors, long content, string path)
    {
        SafeTensor[] ordered = [.. tensors.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Bytes)];
        long covered = 0;
        foreach (SafeTensor entry in ordered)
        {
            if (entry.Offset != covered)
            {
                throw Wrong(path, $"tensor '{entry.Name}' starts at byte {entry.Offset:N0} of the data where byte {covered:N0} is next");
            }

            if (entry.Bytes > content - covered)
            {
                throw Wrong(path, $"tensor '{entry.Name}' reaches beyond the end of the file; it is cut off or its header is damaged");
            }

            covered += entry.Bytes;
        }

        return covered == content ? ordered : throw Wrong(path, $"{content - covered:N0} bytes follow after the last tensor");
    }
}
