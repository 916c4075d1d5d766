using System.Text.Json.Serialization;
using Cifar.Cli.Output;
using Cifar.Models.Onnx.Precision;

namespace Cifar.Cli.Verbs;

/// <summary>Prints an export.</summary>
internal static class ExportOutput
{
    public static void Print(Screen screen, ExportCommand export, string original, long bytes, int? learnt, ModelAgreement agreement)
    {
        long before = new FileInfo(original).Length;
        string compared = export.Source?.ToString() ?? "synthetic";
        var result = new ExportResult(original, export.File, export.Precision, before, bytes, learnt, compared, export.Source is null ? null : export.Split, agreement);
        if (screen.Json)
        {
            screen.WriteJson(result, ExportJson.Default.ExportResult);
        }

        screen.Write(FactsTable.Create(export.File,
        [
            ("numbers", Name(export.Precision)),
            ("size", $"{bytes:N0} bytes, {100.0 * bytes / before:F1} % of {original}"),
            ("ranges learnt from", learnt is { } count ? $"{count:N0} training images, seed {export.Seed}" : null),
            ("compared on", export.Source is null ? $"{agreement.Count:N0} generated images" : $"{agreement.Count:N0} {export.Split} images: {export.Source.Description}"),
            ("same class", $"{100 * agreement.SameClass:F2} %"),
            ("largest difference of probabilities", $"{agreement.LargestDifference:F4}"),
            ("accuracy", agreement is { Before: { } was, After: { } now } ? $"{100 * now:F2} %, before {100 * was:F2} %" : null),
        ]));
    }

    /// <summary>What a precision is called.</summary>
    public static string Name(ModelPrecision precision) => precision switch
    {
        ModelPrecision.Float16 => "weights as 16-bit floats, computed in 32 bits",
        ModelPrecision.Int8 => "8-bit integers, but for the first layer and the head",
        _ => "32-bit floats",
    };
}

/// <summary>What <c>export</c> prints.</summary>
internal sealed record ExportResult(
    string Model, string File, ModelPrecision Precision, long BytesBefore, long Bytes, int? CalibrationImages, string Data, string? Split, ModelAgreement Agreement);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ExportResult))]
internal sealed partial class ExportJson : JsonSerializerContext;
