using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
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
        var split = Choice.Option("--split", "Which part of the data", "train", "train", "test");
        command.Add(data);
        var map = new Option<string?>("--map") { Description = "Also draw the images as points, their features brought down to two principal components: an .svg or .png file.", HelpName = "FILE" };
        var file = new Option<string?>("--out") { Description = "Also write the features to FILE: float32, little-endian, image after image, nothing else.", HelpName = "FILE" };
        var shard = Shard.Option();
        command.Add(split);
        command.Add(map);
        command.Add(file);
        command.Add(shard);
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
            if (parsed.GetValue(shard) is { } share)
            {
                (int first, int count) = share.RangeOf(images.Count, FeatureExtractor.Together).GetOffsetAndLength(images.Count);
                images = count > 0 ? images.Select([.. Enumerable.Range(first, count)]) : throw new UsageException($"--shard: there are {images.Count:N0} images, computed {FeatureExtractor.Together} together; nothing is left for this part. Make fewer parts.");
            }

            FeatureSet set = TransferDisplay.Show(screen, progress => new FeatureExtractor(backbone, features).Extract(
                images, new SynchronousProgress<FeatureProgress>(now => progress.Report(new(TransferStage.Features, now.Done, now.Total, now.ImagesPerSecond))), cancellationToken));
            if (parsed.GetValue(file) is { } target)
            {
                AtomicFile.Write(target, stream => Write(set.Values, stream));
            }

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
                ("features in", parsed.GetValue(file)),
                ("map", parsed.GetValue(map)),
            ]));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    // A span of bytes ends at 2 GiB, an array of floats does not.
    private static void Write(float[] values, Stream stream)
    {
        const int Piece = 1 << 20;
        for (int start = 0; start < values.Length; start += Piece)
        {
            stream.Write(MemoryMarshal.AsBytes<float>(values.AsSpan(start, Math.Min(Piece, values.Length - start))));
        }
    }

    /// <summary>Coloured by superclass where there are any.</summary>
    private static Drawing Map(FeatureSet features, LabeledImages images, string title)
    {
        var (fine, coarse, coarseOfFine) = images.Classes;
        IEnumerable<int> groups = coarseOfFine is null ? images.Labels : images.Labels.Select(label => coarseOfFine[label]);
        return FeatureMap.Draw(PrincipalComponents.Project(features.Values, features.Count), [.. groups], coarse ?? fine, title);
    }
}
