using System.CommandLine;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Models.Transfer;

namespace Cifar.Cli.Verbs;

/// <summary>The options that <c>transfer</c> and <c>features</c> share.</summary>
internal sealed class BackboneOptions
{
    private static readonly FeatureOptions Defaults = new();

    public Option<string> Backbone { get; } = new("--backbone")
    {
        Description = $"A name ({string.Join(", ", BackboneCatalog.Default.Entries.Select(entry => entry.Name))}) or an .onnx file.",
        HelpName = "NAME|FILE",
        Required = true,
    };

    public Option<int> Size { get; } = new("--size") { Description = "Width and height that pictures have for the backbone.", HelpName = "PIXELS", DefaultValueFactory = _ => Defaults.ImageSize };

    public Option<string> Resize { get; } = Choice.Option("--resize", "How pictures are brought to that size; both antialias where they shrink", "bicubic", "bilinear", "bicubic");

    public Option<string> Flip { get; } = Choice.Option("--flip", "Mirrored pictures: average their features too, or learn from them as well", "none", "none", "average", "augment");

    public Option<int> InferenceBatch { get; } = new("--inference-batch") { Description = "Pictures that go through the backbone together, on each core.", HelpName = "N", DefaultValueFactory = _ => Defaults.InferenceBatch };

    public Option<int> Threads { get; } = new("--threads") { Description = "Threads; 0: as many as there are cores.", HelpName = "N", DefaultValueFactory = _ => 0 };

    public Option<string?> Cache { get; } = new("--cache") { Description = "Folder for computed features. Default: in the user's cache.", HelpName = "DIR" };

    public Option<int?> Limit { get; } = new("--limit") { Description = "Use at most this many images, in turn from every class.", HelpName = "N" };

    public Option<string> OnBadImage { get; } = BadImages.Option();

    public IEnumerable<Option> All => [Backbone, Size, Resize, Flip, InferenceBatch, Threads, Cache, Limit, OnBadImage];

    public static BackboneOptions AddTo(Command command)
    {
        var options = new BackboneOptions();
        options.Limit.Validators.Add(Limits.AtLeastOne);
        options.Backbone.CompletionSources.Add([.. BackboneCatalog.Default.Entries.Select(entry => entry.Name)]);
        foreach (var option in options.All)
        {
            command.Add(option);
        }

        return options;
    }

    /// <summary>The options, over what is set already.</summary>
    public T Read<T>(ParseResult parsed, T options) where T : FeatureOptions
    {
        var read = (T)(options with
        {
            ImageSize = parsed.GetValue(Size),
            Resize = Enum.Parse<ResizeFilter>(parsed.GetRequiredValue(Resize), ignoreCase: true),
            Flip = Enum.Parse<FlipMode>(parsed.GetRequiredValue(Flip), ignoreCase: true),
            InferenceBatch = parsed.GetValue(InferenceBatch),
            Threads = parsed.GetValue(Threads),
            CacheFolder = parsed.GetValue(Cache),
        });
        try
        {
            read.Validate();
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message);
        }

        return read;
    }

    /// <summary>Opens the backbone, downloaded where it is missing and can be.</summary>
    public Models.Transfer.Backbone Open(ParseResult parsed, Screen screen, CancellationToken cancellationToken)
    {
        string text = parsed.GetRequiredValue(Backbone);
        return TransferDisplay.Download(screen, text, progress => BackboneCatalog.Default.Open(text, progress, cancellationToken));
    }
}
