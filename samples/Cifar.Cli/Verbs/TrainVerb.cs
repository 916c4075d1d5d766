using System.CommandLine;
using System.CommandLine.Parsing;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Cli.Ranks;
using Cifar.Cli.Runs;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Training;
using Cifar.Pipelines.Trainers;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar train</c>: its options.</summary>
internal static class TrainVerb
{
    private const bool SharpenByDefault = true;
    private const int SmallestSize = 1;
    private const int LargestSize = 4096;

    public static Command Create()
    {
        var net = new Option<string>("--net") { Description = $"The network: {string.Join(", ", Names)}.", HelpName = "NAME", DefaultValueFactory = _ => SpeedNet.CatalogName };
        net.CompletionSources.Add(Names);
        var data = DataOption.Create();
        data.Required = false; // A resumed training knows its own.
        var limit = new Option<int?>("--limit") { Description = "Train on at most this many images, in turn from every class.", HelpName = "N" };
        limit.Validators.Add(Limits.AtLeastOne);
        var size = new Option<int?>("--size") { Description = "Width and height the pictures are brought to. Default: their own; of a folder 32.", HelpName = "PIXELS" };
        size.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out int pixels) && pixels is < SmallestSize or > LargestSize)
            {
                result.AddError($"--size is {token.Value}; it must be {SmallestSize} to {LargestSize}.");
            }
        });
        var sharpen = new Option<bool>("--sharpen") { Description = $"Sharpen pictures by an unsharp mask first{(SharpenByDefault ? " (the default)" : "")}." };
        var noSharpen = new Option<bool>("--no-sharpen") { Description = $"Do not sharpen{(SharpenByDefault ? "" : " (the default)")}." };
        var normalize = Choice.Option("--normalize", "The range of the network's inputs", TrainCommand.Normalizations.Keys.First(), [.. TrainCommand.Normalizations.Keys]);
        var onBadImage = BadImages.Option();
        var folder = new Option<string?>("--out") { Description = "Folder for the model, its checkpoints, figures and curves. Default: runs/NET-DATA.", HelpName = "DIR" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace the run that the folder holds." };
        var calibrate = new Option<bool>("--calibrate") { Description = "Fit a temperature to the images held out, so that the model's probabilities mean what they say." };
        var set = new Option<string[]>("--set") { Description = "Any other option of the trainer, such as --set weightDecay=0.01; may be repeated.", HelpName = "KEY=VALUE", DefaultValueFactory = _ => [] };

        // Named options for what is set most often; each is short for a --set.
        (Option Option, string Key)[] shortcuts =
        [
            (new Option<int?>("--epochs") { Description = "Passes over the training images. Default: the network's own.", HelpName = "N" }, nameof(TorchTrainerOptions.Epochs)),
            (new Option<int?>("--batch") { Description = "Images a step. Default: the network's own.", HelpName = "N" }, nameof(TorchTrainerOptions.BatchSize)),
            (new Option<double?>("--lr") { Description = "Largest learning rate. Default: the network's own.", HelpName = "RATE" }, nameof(TorchTrainerOptions.LearningRate)),
            (Choice.Option("--lr-scaling", "How the learning rate follows --batch, counted from the network's own batch size", "none", "none", "linear", "sqrt"), nameof(TorchTrainerOptions.LearningRateScaling)),
            (new Option<double?>("--validation") { Description = "Share of the training images held out to choose the best weights. Default: 0.1.", HelpName = "SHARE" }, nameof(TorchTrainerOptions.ValidationFraction)),
            (new Option<int?>("--seed") { Description = "Equal seeds and threads give equal weights on a CPU. Default: 0.", HelpName = "N" }, nameof(TorchTrainerOptions.Seed)),
            (new Option<int?>("--threads") { Description = "Threads. Default: as many as there are cores.", HelpName = "N" }, nameof(TorchTrainerOptions.Threads)),
            (new Option<string?>("--device") { Description = "Where to train: cpu, cuda, cuda:1, mps. Default: cpu.", HelpName = "DEVICE" }, nameof(TorchTrainerOptions.Device)),
            (new Option<string?>("--augment") { Description = "What is done at random to training images: a preset, or such as 'flip translate=2 cutout=8'. Default: the network's own.", HelpName = "POLICY" }, nameof(TorchTrainerOptions.Augmentation)),
            (new Option<string?>("--optimizer") { Description = $"{string.Join(", ", Enum.GetNames<TrainingOptimizer>())}. Default: the network's own.", HelpName = "NAME" }, nameof(TorchTrainerOptions.Optimizer)),
            (new Option<string?>("--schedule") { Description = $"Course of the learning rate: {string.Join(", ", Enum.GetNames<LearningRateSchedule>())}. Default: the network's own.", HelpName = "NAME" }, nameof(TorchTrainerOptions.Schedule)),
            (new Option<string?>("--heads") { Description = "fine, or fine+coarse to learn the superclasses too. Default: fine.", HelpName = "HEADS" }, nameof(TorchTrainerOptions.Heads)),
            (new Option<double?>("--width") { Description = "Factor on the number of channels, for networks that come in several widths. Default: 1.", HelpName = "FACTOR" }, nameof(TorchTrainerOptions.Width)),
        ];
        var mlflow = new Option<string?>("--mlflow") { Description = "Also record the run in this folder, for mlflow ui --backend-store-uri.", HelpName = "DIR" };
        var resume = new Option<string?>("--resume") { Description = "Go on with the training in this folder from its last checkpoint, with its own settings.", HelpName = "DIR" };

        var ranks = new RankOptions();

        var command = new Command("train", "Trains a network from random weights and saves it as an ML.NET model and as ONNX.") { net, data };
        foreach (var option in shortcuts.Select(shortcut => shortcut.Option).Concat([folder, overwrite, resume, limit, size, sharpen, noSharpen, normalize, calibrate, mlflow, onBadImage, set, .. ranks.All]))
        {
            command.Add(option);
        }

        command.Validators.Add(ranks.Check);
        command.Validators.Add(result =>
        {
            if (result.GetValue(sharpen) && result.GetValue(noSharpen))
            {
                result.AddError("--sharpen and --no-sharpen exclude each other.");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(resume) is not { Tokens.Count: > 0 })
            {
                if (result.GetResult(data) is null)
                {
                    result.AddError("--data is missing: say what to train on, or --resume DIR to go on with a training.");
                }
            }
            else if (result.Children.OfType<OptionResult>().FirstOrDefault(other => other is { Implicit: false, Option.Recursive: false } && other.Option != resume && !ranks.All.Contains(other.Option)) is { } other)
            {
                result.AddError($"--resume goes on with the settings of the training; {other.Option.Name} cannot change them.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (ranks.Processes(parsed) is > 1 and var processes)
            {
                return await new RankLauncher(ranks.WithoutProcesses(parsed), processes, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error).Run(cancellationToken);
            }

            using var job = TrainingJob.Join(ranks.Read(parsed), Root.ScreenOf(parsed), cancellationToken);
            if (parsed.GetValue(resume) is { } interrupted)
            {
                return job.Run(() => TrainCommand.Resumed(interrupted));
            }

            var assignments = shortcuts.Where(shortcut => parsed.GetResult(shortcut.Option) is { Tokens.Count: 1 })
                .Select(shortcut => $"{shortcut.Key}={parsed.GetResult(shortcut.Option)!.Tokens[0].Value}")
                .Concat(parsed.GetRequiredValue(set));
            var plan = new RunPlan(
                parsed.GetRequiredValue(net),
                parsed.GetRequiredValue(data).ToString(),
                parsed.GetValue(limit),
                parsed.GetValue(size),
                parsed.GetValue(sharpen) || (SharpenByDefault && !parsed.GetValue(noSharpen)),
                parsed.GetRequiredValue(normalize),
                [.. assignments],
                parsed.GetValue(mlflow),
                parsed.GetValue(calibrate))
            { OnBadImage = parsed.GetResult(onBadImage) is { Implicit: false } ? parsed.GetValue(onBadImage) : null };
            return job.Run(() => new TrainCommand(plan, parsed.GetValue(folder), Resume: false) { Overwrite = parsed.GetValue(overwrite) });
        });
        return command;
    }

    private static string[] Names => [.. NetworkCatalog.Entries.Select(entry => entry.Name)];
}
