using System.Globalization;

namespace Cifar.Models.Data;

/// <summary>Where images come from, as the command line's <c>--data</c> says it. Parsing opens nothing.</summary>
/// <remarks>
/// One of <see cref="Cifar100Source"/>, <see cref="SyntheticSource"/>, <see cref="FolderSource"/> and <see cref="BinarySource"/>.
/// <see cref="object.ToString"/> gives the text that parses to an equal value.
/// </remarks>
public abstract record DataSource
{
    const string Choices = "cifar100, synthetic, synthetic:TRAIN,TEST (numbers of images), folder:PATH (one folder per class), "
        + "binary:PATH (train.bin and test.bin in the CIFAR-100 layout)";

    static readonly string[] Kinds = ["cifar100", "synthetic", "folder", "binary"];

    private protected DataSource()
    {
    }

    /// <summary>What the data is, for people; says of generated images that they are.</summary>
    public abstract string Description { get; }

    /// <summary>Reads a value such as <c>cifar100</c>, <c>synthetic</c>, <c>synthetic:2000,500</c>, <c>folder:PATH</c> or <c>binary:PATH</c>.</summary>
    /// <param name="text">The value. The word before the colon may be in any case.</param>
    /// <returns>The source it means.</returns>
    /// <exception cref="ArgumentException">It means none; the message lists the valid forms and, after a slip, the likely one.</exception>
    public static DataSource Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string kind = (colon < 0 ? text : text[..colon]).Trim();
        string? rest = colon < 0 ? null : text[(colon + 1)..];
        return kind.ToLowerInvariant() switch
        {
            "cifar100" when rest is null => new Cifar100Source(),
            "cifar100" => throw Invalid(text, "cifar100 takes no path; for a folder of your own use binary:PATH"),
            "synthetic" => ParseSynthetic(text, rest),
            "folder" => new FolderSource(RequirePath(text, rest)),
            "binary" => new BinarySource(RequirePath(text, rest)),
            _ => throw Invalid(text, Suggestion(text, kind)),
        };
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Text;

    private protected abstract string Text { get; }

    static SyntheticSource ParseSynthetic(string text, string? rest)
    {
        if (rest is null)
            return new SyntheticSource();
        string[] numbers = rest.Split(',');
        return numbers.Length == 2 && TryCount(numbers[0], out int train) && TryCount(numbers[1], out int test)
            ? new SyntheticSource(train, test)
            : throw Invalid(
                text, $"after 'synthetic:' two numbers from 1 to {SyntheticImages.MaxCount} are expected (training, test), such as synthetic:5000,1000");
    }

    static bool TryCount(string text, out int count) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= SyntheticImages.MaxCount;

    static string RequirePath(string text, string? path) =>
        string.IsNullOrWhiteSpace(path) ? throw Invalid(text, "the path is missing") : path;

    static string? Suggestion(string text, string kind)
    {
        if (Directory.Exists(text))
            return $"did you mean 'folder:{text}'?";
        string? near = NearestName.Find(kind, Kinds);
        return near is null ? null : $"did you mean '{near}{(near is "folder" or "binary" ? ":PATH" : "")}'?";
    }

    static ArgumentException Invalid(string text, string? hint) =>
        new($"'{text}' is no data source{(hint is null ? "." : $": {hint}{(hint.EndsWith('?') ? "" : ".")}")} Valid are {Choices}.");
}

/// <summary>CIFAR-100 from <c>$CIFAR_DATA</c>, the user cache, or the net: <c>cifar100</c>.</summary>
public sealed record Cifar100Source : DataSource
{
    /// <inheritdoc/>
    public override string Description => "CIFAR-100";

    private protected override string Text => "cifar100";
}

/// <summary>Generated images: <c>synthetic</c> or <c>synthetic:TRAIN,TEST</c>.</summary>
/// <param name="TrainCount">Training images, 1 to 500,000.</param>
/// <param name="TestCount">Test images, 1 to 500,000.</param>
public sealed record SyntheticSource(int TrainCount = SyntheticImages.DefaultTrainCount, int TestCount = SyntheticImages.DefaultTestCount) : DataSource
{
    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture,
        $"synthetic images ({TrainCount:N0} for training, {TestCount:N0} for test; generated shapes, not photographs)");

    private protected override string Text => string.Create(CultureInfo.InvariantCulture, $"synthetic:{TrainCount},{TestCount}");
}

/// <summary>One folder of images per class: <c>folder:PATH</c>.</summary>
/// <param name="Path">The folder, as written.</param>
public sealed record FolderSource(string Path) : DataSource
{
    /// <inheritdoc/>
    public override string Description => $"image folder {Path}";

    private protected override string Text => $"folder:{Path}";
}

/// <summary>A folder in the CIFAR-100 binary layout, of any size: <c>binary:PATH</c>.</summary>
/// <param name="Path">The folder, as written.</param>
public sealed record BinarySource(string Path) : DataSource
{
    /// <inheritdoc/>
    public override string Description => $"binary files in {Path}";

    private protected override string Text => $"binary:{Path}";
}
