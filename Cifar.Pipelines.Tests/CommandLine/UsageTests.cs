namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>What the command line says about itself, and to somebody who mistypes.</summary>
public sealed class UsageTests
{
    private static readonly string[] Verbs = ["data", "train", "transfer", "features", "backbones", "lr-find", "evaluate", "calibrate", "compare", "predict", "serve", "info", "nets"];

    [Fact]
    public async Task Help_names_every_verb_on_standard_output()
    {
        var run = (await CliRun.Of("--help")).Succeeds();
        Assert.All(Verbs, verb => Assert.Contains(verb, run.Output, StringComparison.Ordinal));
        Assert.Equal("", run.Error);
    }

    [Theory]
    [InlineData("train", "--net", "--data", "--epochs", "--batch", "--lr", "--seed", "--limit", "--threads", "--device", "--out", "--set", "--validation", "--no-sharpen", "--normalize",
        "--resume", "--overwrite", "--augment", "--optimizer", "--schedule", "--heads", "--width", "--mlflow", "--json")]
    [InlineData("evaluate", "--model", "--data", "--split", "--json")]
    [InlineData("predict", "--model", "--top", "IMAGE", "--json")]
    [InlineData("info", "FILE", "--json")]
    [InlineData("data", "get", "verify", "export")]
    public async Task Help_of_a_verb_names_what_it_takes(string verb, params string[] words)
    {
        var run = (await CliRun.Of(verb, "--help")).Succeeds();
        Assert.All(words, word => Assert.Contains(word, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_prints_one_line() => Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+\\S*\\n$", (await CliRun.Of("--version")).Succeeds().Output);

    [Fact]
    public async Task Without_a_verb_the_verbs_are_named()
    {
        string error = (await CliRun.Of()).FailsWith(2);
        Assert.All(Verbs, verb => Assert.Contains(verb, error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("train", "trian")]
    [InlineData("evaluate", "evalute")]
    [InlineData("predict", "pred")]
    [InlineData("verify", "data", "verifi")]
    [InlineData("--epochs", "train", "--data", "synthetic", "--epoch", "3")]
    [InlineData("--batch", "train", "--data", "synthetic", "--bacth=3")]
    [InlineData("--top", "predict", "--model", "m.zip", "a.png", "--tpo", "3")]
    [InlineData("--json", "info", "--jsn")]
    [InlineData("--verbose", "info", "model.zip", "--verbos")]
    [InlineData("simple-cnn", "train", "--data", "synthetic", "--net", "simplecnn")]
    [InlineData("cifar100", "train", "--data", "cifar-100")]
    [InlineData("test", "evaluate", "--model", "m.zip", "--data", "synthetic", "--split", "tset")]
    [InlineData("zero-to-one", "train", "--data", "synthetic", "--normalize", "zero-one")]
    [InlineData("weightDecay", "train", "--data", "synthetic", "--set", "wieghtDecay=0.1")]
    [InlineData("speed-net", "train", "--data", "synthetic", "--net", "speednet")]
    [InlineData("--resume", "train", "--resum", "runs")]
    [InlineData("compare", "comprae")]
    [InlineData("lr-find", "lrfind")]
    public async Task A_slip_is_answered_with_the_likely_word(string meant, params string[] typed)
    {
        string error = (await CliRun.Of(typed)).FailsWith(2);
        Assert.Contains($"id you mean '{meant}'?", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--data", "train")]
    [InlineData("--model", "evaluate", "--data", "synthetic")]
    [InlineData("IMAGE", "predict", "--model", "m.zip")]
    [InlineData("'cifar report' needs RUN and --out.", "report")]
    [InlineData("'cifar evaluate' needs --model.", "evaluate", "--data", "synthetic")]
    [InlineData("--epochs", "train", "--data", "synthetic", "--epochs")]
    [InlineData("--epochs takes a whole number, not 'many'", "train", "--data", "synthetic", "--epochs", "many")]
    [InlineData("--lr takes a number, not 'fast'", "train", "--data", "synthetic", "--lr", "fast")]
    [InlineData("Epochs is 0", "train", "--data", "synthetic", "--epochs", "0")]
    [InlineData("BatchSize is -1", "train", "--data", "synthetic", "--batch", "-1")]
    [InlineData("ValidationFraction is 1", "train", "--data", "synthetic", "--validation", "1")]
    [InlineData("--limit is 0", "train", "--data", "synthetic", "--limit", "0")]
    [InlineData("--size is 99999", "train", "--data", "synthetic", "--size", "99999")]
    [InlineData("Device is 'gpu'", "train", "--data", "synthetic", "--device", "gpu")]
    [InlineData("key=value", "train", "--data", "synthetic", "--set", "epochs")]
    [InlineData("not a number", "train", "--data", "synthetic", "--set", "weight-decay=heavy")]
    [InlineData("one of Adam, AdamW", "train", "--data", "synthetic", "--set", "optimizer=momentum")]
    [InlineData("cutout", "train", "--data", "synthetic", "--augment", "cutuot=8")]
    [InlineData("20:0.45,24:0.75", "train", "--data", "synthetic", "--set", "imageSizes=20")]
    [InlineData("Width is 9", "train", "--data", "synthetic", "--width", "9")]
    [InlineData("--epochs cannot change", "train", "--resume", "runs", "--epochs", "3")]
    [InlineData("--data cannot change", "train", "--resume", "runs", "--data", "synthetic")]
    [InlineData("--no-sharpen cannot change", "train", "--resume", "runs", "--no-sharpen")]
    [InlineData("--overwrite cannot change", "train", "--resume", "runs", "--overwrite")]
    [InlineData("--resume DIR", "train")]
    [InlineData("exclude each other", "train", "--data", "synthetic", "--sharpen", "--no-sharpen")]
    [InlineData("the path is missing", "train", "--data", "folder:")]
    [InlineData("--top is 0", "predict", "--model", "m.zip", "--top", "0", "a.png")]
    [InlineData("no argument 'b.zip'", "info", "a.zip", "b.zip")]
    public async Task Wrong_usage_is_code_2_and_says_what_is_wrong(string what, params string[] typed)
    {
        Assert.Contains(what, (await CliRun.Of(typed)).FailsWith(2), StringComparison.Ordinal);
        Assert.Contains(what, (await CliRun.Of([.. typed, "--json"])).FailsWith(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_wrong_options_are_named_at_once()
    {
        string error = (await CliRun.Of("train", "--data", "synthetic", "--epochs", "0", "--batch", "0", "--set", "labelSmoothing=7")).FailsWith(2);
        Assert.All(["Epochs", "BatchSize", "LabelSmoothing"], name => Assert.Contains($"{name} is ", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_verbose_shows_where_an_error_came_from()
    {
        (await CliRun.Of("info", "no-such-model.zip")).FailsWith(1);
        var verbose = await CliRun.Of("info", "no-such-model.zip", "--verbose");
        Assert.Equal(1, verbose.Code);
        Assert.Contains("   at Cifar.Cli.", verbose.Error, StringComparison.Ordinal);
    }
}
