using System.CommandLine;
using Cifar.Cli.Data;
using Cifar.Cli.Parsing;
using Cifar.Models.Data;
using Cifar.Models.Onnx.Precision;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar export</c>: its options.</summary>
internal static class ExportVerb
{
    public const int DefaultPictures = 512;

    private static readonly Dictionary<string, ModelPrecision> Precisions = new()
    {
        ["fp32"] = ModelPrecision.Float32,
        ["fp16"] = ModelPrecision.Float16,
        ["int8"] = ModelPrecision.Int8,
    };

    public static Command Create()
    {
        var model = ModelOption.Create(required: true);
        model.Description = "A trained model: a run folder, model.onnx, model.zip with model.onnx beside it, or the name of a model that comes with cifar.";
        var precision = Choice.Option(
            "--precision", "The numbers of the weights: fp32 for engines that read nothing else, fp16 for half the file at the same speed, int8 for a quarter of the file and integer arithmetic", "fp16", [.. Precisions.Keys]);
        var file = new Option<string>("--out") { Description = "The .onnx file to write.", HelpName = "FILE", Required = true };
        var data = DataOption.Create();
        data.Required = false;
        data.Description = $"Images: training ones for int8 to learn from, and those of --split to compare on. {data.Description}";
        var split = ModelSplit.Option(ModelSplit.Test);
        var pictures = new Option<int>("--images") { Description = "How many training images int8 learns the ranges of activations from.", HelpName = "N", DefaultValueFactory = _ => DefaultPictures };
        var seed = new Option<int>("--seed") { Description = "Which of them: equal seeds choose equal images.", HelpName = "N", DefaultValueFactory = _ => 0 };
        pictures.Validators.Add(Limits.AtLeastOne);
        var command = new Command("export", "Writes a model with smaller numbers, and says how far it then agrees with the original.") { model, precision, file, data, split, pictures, seed };
        command.SetAction((parsed, cancellationToken) =>
        {
            var export = new ExportCommand(
                parsed.GetRequiredValue(model), Precisions[parsed.GetRequiredValue(precision)], parsed.GetRequiredValue(file), parsed.GetValue(data), parsed.GetRequiredValue(split),
                parsed.GetValue(pictures), parsed.GetValue(seed));
            return Task.FromResult(export.Run(Root.ScreenOf(parsed), cancellationToken));
        });
        return command;
    }
}
