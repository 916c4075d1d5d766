using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cifar.Cli.Shipped;

/// <summary>The trained models that come with the program, in the folder <c>onnx</c> beside it.</summary>
/// <param name="Default">Name of the one that answers where none is asked for.</param>
/// <param name="Models">All of them.</param>
internal sealed record ShippedModels(string Default, IReadOnlyList<ShippedModel> Models)
{
    public const string List = "models.json";

    /// <summary>Where they are.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "onnx");

    private static readonly Lazy<ShippedModels> Read = new(() => Open(Folder));

    /// <summary>Those of this program; none where its folder is missing.</summary>
    public static ShippedModels Here => Read.Value;

    /// <summary>Finds a model by its name; null where there is none of that name, or its file is gone.</summary>
    public ShippedModel? Find(string name) => Models.FirstOrDefault(model => model.Name == name && System.IO.File.Exists(PathOf(model)));

    public static string PathOf(ShippedModel model) => Path.Combine(Folder, model.File);

    internal static ShippedModels Open(string folder)
    {
        string list = Path.Combine(folder, List);
        if (!System.IO.File.Exists(list))
        {
            return new ShippedModels("", []);
        }

        try
        {
            return JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(list), ShippedJson.Default.ShippedModels) ?? throw new JsonException("it holds null.");
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{list} is damaged: {damage.Message}\nInstall the program again, or give a model with --model.", damage);
        }
    }
}

/// <summary>How the list is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ShippedModels))]
internal sealed partial class ShippedJson : JsonSerializerContext;
