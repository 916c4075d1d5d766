using System.CommandLine;
using System.Globalization;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Models.Transfer;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar features</c>: computes the features of images, for later runs of <c>transfer</c> or for programs of one's own.</summary>
internal static class FeaturesVerb
{
    public static Command Create()
    {
        var command = new Command("features", "Computes the features of images with a backbone, into the cache; goes on where it was interrupted.");
        var data = DataOption.Create();
        var split = Parsing.Choice.Option("--split", "Which part of the data", "train", "train", "test");
        command.Add(data);
        command.Add(split);
        var options = BackboneOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var screen = Root.ScreenOf(parsed);
            FeatureOptions features = options.Read(parsed, new FeatureOptions());
            var backbone = options.Open(parsed, screen, cancellationToken);
            var source = parsed.GetRequiredValue(data);
            string part = parsed.GetRequiredValue(split);
            var bad = BadImages.Of(parsed.GetValue(options.OnBadImage));
            var images = ImageSets.Limit(
                ImageSets.Load(source, DataOption.SplitOf(part), (features.ImageSize, features.ImageSize), screen, cancellationToken, bad), parsed.GetValue(options.Limit));
            FeatureSet set = TransferDisplay.Show(screen, progress => new FeatureExtractor(backbone, features).Extract(
                images, new SynchronousProgress<FeatureProgress>(now => progress.Report(new(TransferStage.Features, now.Done, now.Total, now.ImagesPerSecond))), cancellationToken));
            var report = new FeaturesReport(
                backbone.Name, source.ToString(), part, images.Count, set.Count, set.Computed, set.Seconds, set.Computed > 0 ? set.Computed / set.Seconds : null, features.CacheFolder ?? FeatureExtractor.DefaultCacheFolder, bad.Found);
            if (screen.Json)
            {
                screen.WriteJson(report, TransferJson.Readable.FeaturesReport);
            }

            screen.Write(FactsTable.Create($"features of {backbone.Name}",
            [
                ("data", $"{source.Description}, {part}"),
                ("images", $"{images.Count:N0}, of them computed now: {set.Computed:N0}"),
                ("left out", bad.Found.Count > 0 ? $"{bad.Found.Count:N0} pictures that cannot be read" : null),
                ("features", $"{set.Count}"),
                ("time", $"{Durations.Text(TimeSpan.FromSeconds(set.Seconds))}{(report.ImagesPerSecond is { } speed ? string.Create(CultureInfo.InvariantCulture, $" ({speed:F0} images/s)") : " (from the cache)")}"),
                ("cache", report.Cache),
            ]));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
