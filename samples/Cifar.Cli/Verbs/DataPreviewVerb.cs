using System.CommandLine;
using System.Text.Json.Serialization;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Models.Augmentation;
using Cifar.Models.Data;
using Cifar.Models.Onnx;

namespace Cifar.Cli.Verbs;

/// <summary>What <c>data preview</c> prints.</summary>
internal sealed record PreviewResult(string Data, string Augment, string Policy, bool Sharpened, int Images, int Versions, int Seed, string File);

/// <summary>How it becomes JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PreviewResult))]
internal sealed partial class PreviewJson : JsonSerializerContext;

/// <summary><c>cifar data preview</c>: a contact sheet of what a network sees while it trains.</summary>
internal static class DataPreviewVerb
{
    private const int FolderSize = 32, Versions = 8, MostImages = 100;

    public static Command Create()
    {
        var data = DataOption.Create(new Cifar100Source());
        var augment = new Option<AugmentationPolicy>("--augment")
        {
            Description = $"A preset ({string.Join(", ", AugmentationPolicy.Presets.Keys)}), settings such as \"flip translate=2 cutout=8\", or both. Default: standard.",
            HelpName = "POLICY",
            DefaultValueFactory = _ => AugmentationPolicy.Presets["standard"],
            CustomParser = result =>
            {
                try
                {
                    return AugmentationPolicy.Parse(result.Tokens[0].Value);
                }
                catch (FormatException wrong)
                {
                    result.AddError($"--augment: {wrong.Message}");
                    return null;
                }
            },
        };
        augment.CompletionSources.Add([.. AugmentationPolicy.Presets.Keys]);
        var sharpen = new Option<bool>("--sharpen") { Description = "Sharpen pictures by an unsharp mask first (the default)." };
        var noSharpen = new Option<bool>("--no-sharpen") { Description = "Do not sharpen." };
        var count = new Option<int>("--count") { Description = "How many pictures, one a row. Default: 8.", HelpName = "N", DefaultValueFactory = _ => 8 };
        count.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out int number) && number is < 1 or > MostImages)
            {
                result.AddError($"--count is {number}; it must be 1 to {MostImages}.");
            }
        });
        var file = new Option<string>("--out") { Description = "The PNG file. Default: sheet.png.", HelpName = "FILE", DefaultValueFactory = _ => "sheet.png" };
        var seed = new Option<int>("--seed") { Description = "Equal seeds give equal sheets. Default: 0.", HelpName = "N", DefaultValueFactory = _ => 0 };
        var command = new Command("preview", "Draws a contact sheet of training pictures as a network sees them, augmented.") { data, augment, sharpen, noSharpen, count, file, seed };
        command.Validators.Add(result =>
        {
            if (result.GetValue(sharpen) && result.GetValue(noSharpen))
            {
                result.AddError("--sharpen and --no-sharpen exclude each other.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            string name = parsed.GetResult(augment)?.Tokens is [var token] ? token.Value : "standard";
            return Task.FromResult(Run(
                parsed.GetRequiredValue(data), name, parsed.GetRequiredValue(augment), !parsed.GetValue(noSharpen), parsed.GetValue(count), parsed.GetRequiredValue(file),
                parsed.GetValue(seed), Root.ScreenOf(parsed), cancellationToken));
        });
        return command;
    }

    private static int Run(
        DataSource source, string name, AugmentationPolicy policy, bool sharpen, int count, string file, int seed, Screen screen, CancellationToken cancellationToken)
    {
        var originals = ImageSets.Limit(ImageSets.Load(source, Cifar100Split.Train, (FolderSize, FolderSize), screen, cancellationToken), count);
        var seen = originals;
        if (sharpen)
        {
            var sharp = SharpeningKernel.Default.Apply(originals.Pixels, originals.Height, originals.Width);
            seen = new(originals.Height, originals.Width, sharp, originals.Labels, originals.CoarseLabels, originals.Classes);
        }

        cancellationToken.ThrowIfCancellationRequested();
        file = Path.GetFullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var versions = AugmentationPreview.Make(seen, policy, Versions, seed);
        PreviewSheet.Draw(originals, versions, name, policy.ToString(), $"{source}, {(sharpen ? "sharpened, then augmented" : "augmented")}, seed {seed}").SavePng(file);

        if (screen.Json)
        {
            screen.WriteJson(new PreviewResult(source.ToString(), name, policy.ToString(), sharpen, originals.Count, Versions, seed, file), PreviewJson.Default.PreviewResult);
        }
        else
        {
            screen.WriteLine($"{source.Description}: {originals.Count} pictures, each in {Versions} versions of '{policy}'{(sharpen ? ", sharpened first" : "")}, in {file}.");
        }

        return ExitCode.Done;
    }
}
