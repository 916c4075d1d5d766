using System.CommandLine;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Cli.Shipped;
using Cifar.Models;
using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines;
using Microsoft.ML;

namespace Cifar.Cli.Verbs;

/// <summary><c>--model</c>, and opening what it names: a file, or a model that comes with the program.</summary>
internal static class ModelOption
{
    public const string Variable = "CIFAR_MODEL";

    /// <summary>The model that answers where none is asked for: what the variable says, else one that comes with the program; empty where there is neither.</summary>
    public static string Default => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? name : ShippedModels.Here.Default;

    public static Option<string> Create(bool required = false)
    {
        var option = new Option<string>("--model")
        {
            Description = $"A trained model: model.zip or model.onnx, or the name of one that comes with cifar ({Names()}).{(required ? "" : $" ${Variable} names another default.")}",
            HelpName = "FILE|NAME",
            Required = required,
        };
        if (!required)
        {
            option.DefaultValueFactory = _ => Default;
        }

        return option;
    }

    /// <summary>The file of a model; tells which one answers where that is not in the name of a file that was typed.</summary>
    public static string FileOf(string model, Screen screen)
    {
        var (file, shipped) = Resolve(model);
        if (shipped is not null)
        {
            screen.Note($"model: {shipped.Name}, which comes with cifar; trained on {shipped.Data}, {100 * shipped.TestAccuracy:F1} % of its {shipped.TestImages:N0} test images right");
        }
        else if (file == Environment.GetEnvironmentVariable(Variable))
        {
            screen.Note($"model: {file} (${Variable})");
        }

        return file;
    }

    /// <summary>The file of a model, and what is known of it when it comes with the program.</summary>
    public static (string File, ShippedModel? Shipped) Resolve(string name)
    {
        if (name.Length == 0)
        {
            throw new UsageException($"No model is given, and none comes with this copy of cifar: give --model FILE, or set {Variable}.");
        }

        bool isFile = File.Exists(name) || Directory.Exists(name);
        return !isFile && ShippedModels.Here.Find(name) is { } shipped ? (ShippedModels.PathOf(shipped), shipped) : (name, null);
    }

    public static ImageClassifierModel Load(MLContext ml, string file)
    {
        file = Resolve(file).File;
        CheckFile(file);
        return ImageClassifierModel.Load(ml, file);
    }

    public static void CheckFile(string file)
    {
        if (!File.Exists(file))
        {
            bool isName = Path.GetFileName(file) == file && !Path.HasExtension(file);
            throw new FileNotFoundException(
                Directory.Exists(file) ? $"{file} is a folder; a model file is expected.\nTry {Path.Combine(file, "model.zip")}."
                : isName ? $"There is no model file {file}, and no model of that name comes with cifar.{NearestName.Suggest(file, [.. ShippedModels.Here.Models.Select(model => model.Name)])}"
                : $"There is no model file {file}.",
                file);
        }
    }

    /// <summary>What to say of a model that knows generated images only; null for others.</summary>
    public static string? SyntheticNote(ModelDescription description) => description.Labels.Equals(SyntheticImages.Classes)
        ? "trained on synthetic images (generated shapes): it knows nothing of photographs"
        : null;

    private static string Names() => ShippedModels.Here.Models.Count == 0 ? "none does here" : string.Join(", ", ShippedModels.Here.Models.Select(model => model.Name));
}
