using System.CommandLine;
using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines;
using Microsoft.ML;

namespace Cifar.Cli.Verbs;

/// <summary><c>--model</c>, and opening what it names.</summary>
internal static class ModelOption
{
    public static Option<string> Create() => new("--model") { Description = "A trained model: model.zip or model.onnx.", HelpName = "FILE", Required = true };

    public static ImageClassifierModel Load(MLContext ml, string file)
    {
        CheckFile(file);
        return ImageClassifierModel.Load(ml, file);
    }

    public static void CheckFile(string file)
    {
        if (!File.Exists(file))
        {
            throw new FileNotFoundException(
                Directory.Exists(file) ? $"{file} is a folder; a model file is expected.\nTry {Path.Combine(file, "model.zip")}." : $"There is no model file {file}.", file);
        }
    }

    /// <summary>What to say of a model that knows generated images only; null for others.</summary>
    public static string? SyntheticNote(ModelDescription description) => description.Labels.Equals(SyntheticImages.Classes)
        ? "trained on synthetic images (generated shapes): it knows nothing of photographs"
        : null;
}
