using System.CommandLine;
using System.Text.Json.Serialization;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Models.Onnx.Import;
using Cifar.Pipelines.Explanation;
using Microsoft.ML.Data;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar explain</c>: which places of a picture speak for a class.</summary>
internal static class ExplainVerb
{
    private const string GradCam = "grad-cam";
    private const string Occlusion = "occlusion";

    public static Command Create()
    {
        var model = ModelOption.Create();
        var picture = new Argument<string>("IMAGE") { Description = "A PNG, JPEG, WebP, BMP or GIF file." };
        var file = new Option<string>("--out") { Description = "The picture to write: .png or .svg.", HelpName = "FILE", Required = true };
        var method = Choice.Option("--method", "How to find out: by gradients of the last feature maps, or by covering one part of the picture after the other", GradCam, GradCam, Occlusion);
        var label = new Option<string?>("--class") { Description = "The class to explain. Default: the most probable one.", HelpName = "NAME" };
        file.Validators.Add(result =>
        {
            if (result.Tokens is [var name] && !name.Value.EndsWith(".png", StringComparison.OrdinalIgnoreCase) && !name.Value.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            {
                result.AddError($"--out is '{name.Value}'; its name must end in .png or .svg.");
            }
        });
        var command = new Command("explain", "Shows which places of a picture speak for a class.") { model, picture, file, method, label };
        command.SetAction(parsed => Run(
            ModelOption.FileOf(parsed.GetRequiredValue(model), Root.ScreenOf(parsed)),
            parsed.GetRequiredValue(picture),
            parsed.GetRequiredValue(file),
            parsed.GetRequiredValue(method) == Occlusion ? ExplanationMethod.Occlusion : ExplanationMethod.GradCam,
            parsed.GetValue(label),
            Root.ScreenOf(parsed)));
        return command;
    }

    private static int Run(string model, string pictureFile, string file, ExplanationMethod method, string? label, Screen screen)
    {
        using var explainer = ImageExplainer.Load(OnnxFile(model));
        using var picture = Picture(pictureFile);
        ImageExplanation explanation;
        try
        {
            explanation = explainer.Explain(picture, method, label);
        }
        catch (BackboneException none)
        {
            throw new InvalidDataException($"{model}: {none.Message}\nTry --method {Occlusion}.", none);
        }

        HeatMapOverlay.Draw(picture, explanation).Save(file);
        if (screen.Json)
        {
            screen.WriteJson(new ExplainResult(pictureFile, explanation.Label, explanation.Probability, method, explanation.Map.Peak, file), ExplainJson.Default.ExplainResult);
        }

        screen.WriteLine($"{explanation.Label} ({100 * explanation.Probability:F1} %): {file}");
        if (explanation.Map.Peak <= 0)
        {
            screen.WriteLine("Nothing in the picture speaks for this class.");
        }

        return ExitCode.Done;
    }

    // An ML.NET model does not show its network; the ONNX file beside it holds the same one.
    private static string OnnxFile(string model)
    {
        ModelOption.CheckFile(model);
        string onnx = Path.ChangeExtension(model, ".onnx");
        return File.Exists(onnx)
            ? onnx
            : throw new FileNotFoundException($"{model} does not show its network, and there is no {onnx}.\nGive the model as an .onnx file.", onnx);
    }

    private static MLImage Picture(string file)
    {
        if (file.Length == 0)
        {
            throw new UsageException("IMAGE is an empty name; give the file of a picture.");
        }

        if (!File.Exists(file))
        {
            throw new FileNotFoundException(Directory.Exists(file) ? $"{file} is a folder; pictures are explained one at a time.\nGive a file that is in it." : $"There is no picture {file}.", file);
        }

        try
        {
            return MLImage.CreateFromFile(file);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or NotSupportedException or FormatException)
        {
            throw new InvalidDataException($"{file} is no picture that can be read: {error.Message}", error);
        }
    }
}

/// <summary>What <c>explain</c> prints.</summary>
internal sealed record ExplainResult(string Image, string Label, double Probability, ExplanationMethod Method, float Peak, string File);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ExplainResult))]
internal sealed partial class ExplainJson : JsonSerializerContext;
