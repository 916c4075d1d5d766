using System.CommandLine;
using System.Globalization;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Cli.Runs;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Models.Training.Optimization;
using Cifar.Pipelines.Plots;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar lr-find</c>: trains for a moment with a growing learning rate and says which one to start from.</summary>
internal static class LrFindVerb
{
    private const int FolderSize = 32;
    private static readonly string[] Kinds = [".svg", ".png", ".csv"];

    public static Command Create()
    {
        string[] names = [.. NetworkCatalog.Entries.Select(entry => entry.Name)];
        var net = new Option<string>("--net") { Description = $"The network: {string.Join(", ", names)}.", HelpName = "NAME", DefaultValueFactory = _ => SimpleCnn.CatalogName };
        net.CompletionSources.Add(names);
        var data = DataOption.Create();
        var limit = new Option<int?>("--limit") { Description = "Use at most this many images, in turn from every class.", HelpName = "N" };
        limit.Validators.Add(Limits.AtLeastOne);
        var usual = new LearningRateRange();
        var from = new Option<double>("--from") { Description = "The first rate.", HelpName = "RATE", DefaultValueFactory = _ => usual.From };
        var to = new Option<double>("--to") { Description = "The last rate; the search ends before where the loss explodes.", HelpName = "RATE", DefaultValueFactory = _ => usual.To };
        var steps = new Option<int>("--steps") { Description = "Batches to train on.", HelpName = "N", DefaultValueFactory = _ => usual.Steps };
        var noSharpen = new Option<bool>("--no-sharpen") { Description = "Do not sharpen pictures first." };
        var normalize = Choice.Option("--normalize", "The range of the network's inputs", TrainCommand.Normalizations.Keys.First(), [.. TrainCommand.Normalizations.Keys]);
        var files = new Option<string[]>("--out") { Description = "A file for the curve: .svg, .png or .csv; may be repeated.", HelpName = "FILE", DefaultValueFactory = _ => [] };
        files.Validators.Add(result =>
        {
            foreach (string file in result.Tokens.Select(token => token.Value))
            {
                if (!Kinds.Contains(Path.GetExtension(file).ToLowerInvariant()))
                {
                    result.AddError($"--out {file}: the name must end in {string.Join(", ", Kinds)}.");
                }
                else if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
                {
                    result.AddError($"--out {file}: there is no such folder. Make it first.");
                }
            }
        });
        var set = new Option<string[]>("--set") { Description = "Any option of the trainer, such as --set optimizer=sgd; may be repeated.", HelpName = "KEY=VALUE", DefaultValueFactory = _ => [] };
        var command = new Command("lr-find", "Searches for a learning rate: the loss while the rate grows.") { net, data, limit, from, to, steps, noSharpen, normalize, set, files };
        command.SetAction((parsed, cancellationToken) =>
        {
            var finder = Checked(
                [$"{nameof(TrainingOptions.Network)}={parsed.GetRequiredValue(net)}", .. parsed.GetRequiredValue(set)],
                new() { From = parsed.GetValue(from), To = parsed.GetValue(to), Steps = parsed.GetValue(steps) },
                out TrainingOptions options);
            var preprocessing = new Preprocessing(
                parsed.GetValue(noSharpen) ? null : SharpeningKernel.Default, TrainCommand.Normalizations[parsed.GetRequiredValue(normalize)]);
            return Task.FromResult(Run(
                finder, options, preprocessing, parsed.GetRequiredValue(data), parsed.GetValue(limit), parsed.GetRequiredValue(files), Root.ScreenOf(parsed), cancellationToken));
        });
        return command;
    }

    private static LearningRateFinder Checked(string[] assignments, LearningRateRange range, out TrainingOptions options)
    {
        options = new();
        foreach (string assignment in assignments)
        {
            TrainerSettings.Set(options, assignment);
        }

        try
        {
            return new(options, range);
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }

    private static int Run(
        LearningRateFinder finder,
        TrainingOptions options,
        Preprocessing preprocessing,
        DataSource source,
        int? limit,
        string[] files,
        Screen screen,
        CancellationToken cancellationToken)
    {
        NetworkEntry entry = NetworkCatalog.Find(options.Network);
        LabeledImages images = ImageSets.Limit(ImageSets.Load(source, Cifar100Split.Train, (FolderSize, FolderSize), screen, cancellationToken), limit);
        screen.Note($"searching a learning rate for {entry.Name} on {images.Count:N0} images: {source.Description}");
        LearningRateFinding finding = finder.Find(TrainingData.From(images, preprocessing), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (string file in files)
        {
            RunFolder.Write(Path.GetFullPath(file), path => Save(path, finding, $"{entry.Name}: search for a learning rate"));
        }

        TrainingRecipe recipe = options.Resolve(entry.Recipe);
        if (screen.Json)
        {
            screen.WriteJson(
                new LearningRateResult(
                    entry.Name, source.ToString(), images.Count, recipe.Optimizer.Optimizer.ToString(), recipe.BatchSize,
                    finding.Steepest, finding.TenthOfMinimum, entry.Recipe.LearningRate, finding.Diverged, files, finding.Curve),
                LearningRateJson.Default.LearningRateResult);
        }

        screen.Write(FactsTable.Create($"{entry.Name}, learning rate with {recipe.Optimizer.Optimizer}",
        [
            ("data", source.Description),
            ("steps", $"{finding.Curve.Count} of {recipe.BatchSize} images{(finding.Diverged ? "; the loss exploded then" : "")}"),
            ("loss falls fastest at", finding.Steepest is { } steepest ? Text(steepest) : "nowhere: try a wider range or more steps"),
            ("a tenth of where it is lowest", finding.TenthOfMinimum is { } tenth ? Text(tenth) : null),
            ("the network's own", Text(entry.Recipe.LearningRate)),
            ("curve", files.Length > 0 ? string.Join(", ", files) : null),
        ]));
        return ExitCode.Done;
    }

    private static void Save(string path, LearningRateFinding finding, string title)
    {
        if (Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase))
        {
            File.WriteAllText(path, string.Concat(finding.Curve
                .Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Rate:R},{point.Loss:R},{point.Smoothed:R}"))
                .Prepend("learningRate,loss,smoothedLoss")
                .Select(line => line + "\n")));
            return;
        }

        double[] rates = [.. finding.Curve.Select(point => point.Rate)];
        LearningRateCurve.Search(rates, [.. finding.Curve.Select(point => point.Smoothed)], finding.Steepest, title).Save(path);
    }

    private static string Text(double rate) => rate.ToString("0.##e-0", CultureInfo.InvariantCulture);
}
