using System.CommandLine;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar evaluate</c>: its options.</summary>
internal static class EvaluateVerb
{
    public static Command Create()
    {
        var model = ModelOption.Create(required: true);
        var data = DataOption.Create();
        var split = ModelSplit.Option(ModelSplit.Test);
        var tta = Choice.Option("--tta", "Test-time augmentation, reported apart: flip averages over each image and its mirror image", EvaluateCommand.NoAugmentation, EvaluateCommand.NoAugmentation, EvaluateCommand.Flip);
        var folder = new Option<string?>("--out")
        {
            Description = "Folder for evaluation.json and predictions.csv. Default: the model's own, where it has a run.json and the test images are evaluated.",
            HelpName = "DIR",
        };
        var lines = new Option<bool>("--jsonl") { Description = "Write predictions.jsonl as well." };
        var onBadImage = BadImages.Option();
        var command = new Command("evaluate", "Measures how well a model classifies labelled images.") { model, data, split, tta, folder, lines, onBadImage };
        command.SetAction((parsed, cancellationToken) =>
        {
            var evaluation = new EvaluateCommand(
                ModelOption.Resolve(parsed.GetRequiredValue(model)).File, parsed.GetRequiredValue(data), parsed.GetRequiredValue(split), parsed.GetRequiredValue(tta), parsed.GetValue(folder), parsed.GetValue(lines),
                BadImages.Of(parsed.GetValue(onBadImage)));
            return Task.FromResult(evaluation.Run(Root.ScreenOf(parsed), cancellationToken));
        });
        return command;
    }
}
