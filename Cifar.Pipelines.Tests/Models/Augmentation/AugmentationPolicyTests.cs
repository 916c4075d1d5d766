using Cifar.Models.Augmentation;

namespace Cifar.Pipelines.Tests.Models.Augmentation;

/// <summary>Policies as text.</summary>
public sealed class AugmentationPolicyTests
{
    [Fact]
    public void Text_becomes_settings()
    {
        var policy = AugmentationPolicy.Parse("flip translate=2 cutout=8 mixup=0.2");
        Assert.Equal(new AugmentationPolicy { Flip = FlipMode.Random, Translate = 2, Cutout = 8, Mixup = 0.2 }, policy);
        Assert.Equal(policy, AugmentationPolicy.Parse("mixup=0.2, Translate=2 + FLIP=Random,cutout=8"));
        Assert.Equal(FlipMode.Alternating, AugmentationPolicy.Parse("flip=alternating").Flip);
        Assert.Equal((3, 12), (AugmentationPolicy.Parse("rand=3:12").RandOperations, AugmentationPolicy.Parse("rand=3:12").RandMagnitude));
        Assert.Equal(new ValueRange(0, 3), AugmentationPolicy.Parse("pick=0..3 cutout=4").Pick);
    }

    [Fact]
    public void Every_setting_survives_the_way_through_text()
    {
        string[] values = ["0.25", "7", "0.4..0.9", "1..3", "alternating", "edge", "on", "3:12", "1.5"];
        foreach (var setting in AugmentationSettings.All)
        {
            var written = values.Select(value => AugmentationPolicy.TryParse($"{setting.Name}={value}", null, out var policy) ? policy : null)
                .OfType<AugmentationPolicy>().ToArray();
            Assert.NotEmpty(written);
            Assert.Contains(written, policy => policy.ToString() != "none");
            Assert.All(written, policy => Assert.Equal(policy, AugmentationPolicy.Parse(policy.ToString())));
        }
    }

    [Fact]
    public void Presets_are_valid_and_survive_the_way_through_text()
    {
        Assert.Equal(["none", "r1", "r4", "r4-transfer", "rand-augment", "standard", "trivial-augment"], AugmentationPolicy.Presets.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, var preset) in AugmentationPolicy.Presets)
        {
            Assert.Empty(preset.Problems());
            Assert.Equal(preset, AugmentationPolicy.Parse(name));
            Assert.Equal(preset, AugmentationPolicy.Parse(preset.ToString()));
            Assert.Equal(name == "none", preset.IsNone);
        }
    }

    [Fact]
    public void Settings_after_a_preset_change_it() =>
        Assert.Equal(AugmentationPolicy.Presets["standard"] with { Cutout = 8, Translate = 4 }, AugmentationPolicy.Parse("standard translate=4 cutout=8"));

    [Theory]
    [InlineData("cutot=8", "There is no setting or preset 'cutot'. Did you mean 'cutout'?")]
    [InlineData("standrad", "Did you mean 'standard'?")]
    [InlineData("trivialaugment", "Did you mean 'trivial-augment'?")]
    [InlineData("cutout", "cutout needs a value: it must be a whole number, 0 to 256.")]
    [InlineData("cutout=8.5", "cutout is 8.5; it must be a whole number, 0 to 256.")]
    [InlineData("cutout=-1", "cutout is -1")]
    [InlineData("hue=0.7", "hue is 0.7; it must be 0 to 0.5.")]
    [InlineData("mixup=NaN", "mixup is NaN; it must be 0, or 0.01 to 100.")]
    [InlineData("zoom=1.2..0.8", "zoom is 1.2..0.8; it must be a range FROM..TO within 0.1 to 10.")]
    [InlineData("pick=0.5..3", "pick is 0.5..3; it must be a range of whole numbers")]
    [InlineData("flip=sometimes", "flip is sometimes; it must be none or random or alternating.")]
    [InlineData("trivial rand=2:9", "rand is 2:9; it must be OPERATIONS:STRENGTH")]
    [InlineData("cutout=8 cutout=4", "cutout is given twice.")]
    [InlineData("flip standard", "The preset 'standard' must come first")]
    [InlineData("standard=2", "The preset 'standard' takes no value.")]
    [InlineData(" ", "It is empty; write none for no augmentation.")]
    public void A_text_that_is_no_policy_is_refused_with_what_it_may_be(string text, string message)
    {
        Assert.Contains(message, Assert.Throws<FormatException>(() => AugmentationPolicy.Parse(text)).Message, StringComparison.Ordinal);
        Assert.False(AugmentationPolicy.TryParse(text, null, out _));
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        string message = Assert.Throws<FormatException>(() => AugmentationPolicy.Parse("cutot=8 hue=x flip")).Message;
        Assert.Contains("'cutot'", message, StringComparison.Ordinal);
        Assert.Contains("hue is x", message, StringComparison.Ordinal);

        var policy = new AugmentationPolicy { Cutout = -1, Erase = 2, Zoom = new(0, 1), Flip = (FlipMode)9 };
        string problems = Assert.Throws<ArgumentException>(policy.Validate).Message;
        Assert.All(["cutout is -1", "erase is 2", "zoom is 0..1", "flip is 9"], part => Assert.Contains(part, problems, StringComparison.Ordinal));
    }

    [Fact]
    public void Text_without_end_is_not_read() =>
        Assert.Contains("characters", Assert.Throws<FormatException>(() => AugmentationPolicy.Parse(new string('x', 10_000))).Message, StringComparison.Ordinal);
}
