using System.CommandLine;
using System.Globalization;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Models.Data;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Plots;

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
        var map = new Option<string?>("--map") { Description = "Also draw the images as points, their features brought down to two principal components: an .svg or .png file.", HelpName = "FILE" };
        command.Add(split);
        command.Add(map);
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
            if (parsed.GetValue(map) is { } drawing)
            {
                Map(set, images, $"{source.Description}, {part}: features of {backbone.Name}").Save(drawing);
            }

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
                ("map", parsed.GetValue(map)),
            ]));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>Coloured by superclass where there are any.</summary>
    private static Drawing Map(FeatureSet features, LabeledImages images, string title)
    {
        var (fine, coarse, coarseOfFine) = images.Classes;
        IEnumerable<int> groups = coarseOfFine is null ? images.Labels : images.Labels.Select(label => coarseOfFine[label]);
        return FeatureMap.Draw(PrincipalComponents.Project(features.Values, features.Count), [.. groups], coarse ?? fine, title);
    }
}
