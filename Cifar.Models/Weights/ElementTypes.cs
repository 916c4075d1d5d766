using static TorchSharp.torch;

namespace Cifar.Models.Weights;

/// <summary>The element types of safetensors files and what libtorch calls them.</summary>
internal static class ElementTypes
{
    private static readonly Dictionary<string, (ScalarType Type, int Size)> ByName = new(StringComparer.Ordinal)
    {
        ["F64"] = (ScalarType.Float64, 8),
        ["F32"] = (ScalarType.Float32, 4),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["I64"] = (ScalarType.Int64, 8),
        ["I32"] = (ScalarType.Int32, 4),
        ["I16"] = (ScalarType.Int16, 2),
        ["I8"] = (ScalarType.Int8, 1),
        ["U8"] = (ScalarType.Byte, 1),
        ["BOOL"] = (ScalarType.Bool, 1),
    };

    private static readonly Dictionary<ScalarType, string> Names = ByName.ToDictionary(pair => pair.Value.Type, pair => pair.Key);

    public static string Known => string.Join(", ", ByName.Keys);

    public static string? NameOf(ScalarType type) => Names.GetValueOrDefault(type);

    public static (ScalarType Type, int Size)? Find(string name) => ByName.TryGetValue(name, out var found) ? found : null;
}
