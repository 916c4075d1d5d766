using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Transfer;

namespace Cifar.Pipelines.Tests.Documentation;

/// <summary>An empty folder to try commands in, and what they expect to find there: pictures, a backbone, trained models.</summary>
public sealed class CommandStage : IAsyncLifetime, IDisposable
{
    private const string Generated = "synthetic:400,100";

    // What is replaced, so that a command takes seconds and needs no download. An option that is missing is added.
    private static readonly Dictionary<string, string> Shorter = new() { ["--epochs"] = "1", ["--steps"] = "20", ["--size"] = "32", ["--limit"] = "200" };

    private readonly TemporaryFolder kept = new();

    private readonly string startedIn = Environment.CurrentDirectory;

    private TemporaryFolder here = new();

    private int runsGiven;

    public async Task InitializeAsync()
    {
        foreach (var (run, net) in new[] { ("first", "simple-cnn"), ("second", "three-conv-cnn") })
        {
            await Require("train", "--net", net, "--data", Generated, "--epochs", "1", "--batch", "50", "--out", kept[run]);
            await Require("evaluate", "--model", kept[run, "model.onnx"], "--data", Generated);
        }

        await Require("data", "export", "--data", Generated, "--limit", "200", "--out", kept["pictures"]);
        kept.Write(SmallBackbone.Residual(), "backbone.onnx");
    }

    /// <summary>Whether a command is run, or only looked at: not those that never end, download, start
    /// processes of their own, or need another machine.</summary>
    internal static bool IsRun(DocCommand command) =>
        command.Arguments is { Length: > 0 } words
        && words[0] is not "serve"
        && words is not (["data", "get", ..] or ["data", "verify"])
        && !words.Contains("--processes")
        && !words.Any(word => word.StartsWith("cuda", StringComparison.Ordinal) || word.StartsWith("http", StringComparison.Ordinal));

    /// <summary>Begins in an empty folder, which becomes the current one.</summary>
    public void Clear()
    {
        Environment.CurrentDirectory = startedIn;
        here.Dispose();
        here = new TemporaryFolder();
        runsGiven = 0;
        Environment.CurrentDirectory = here.Root;
    }

    /// <summary>Puts in place what a command reads, and shortens the command.</summary>
    public string[] Prepare(string[] words)
    {
        var shortened = words.ToList();
        for (int i = 0; i + 1 < shortened.Count; i++)
        {
            if (Shorter.TryGetValue(shortened[i], out string? few))
            {
                shortened[++i] = few;
            }
            else if (shortened[i] == "--data")
            {
                shortened[++i] = Data(shortened[i]);
            }
            else if (shortened[i] == "--backbone")
            {
                shortened[++i] = kept["backbone.onnx"];
            }
            else if (shortened[i] is "--model" or "--like" or "--resume")
            {
                GiveRun(shortened[++i], alike: shortened[0] == "calibrate");
            }
        }

        if (shortened[0] == "train" && !shortened.Contains("--resume"))
        {
            AddMissing(shortened, "--epochs", "1");
            AddMissing(shortened, "--batch", "50");
        }

        if (shortened[0] is "transfer" or "features")
        {
            AddMissing(shortened, "--cache", "cache");
        }

        switch (shortened[0])
        {
            case "predict" or "explain":
                shortened.Where((word, i) => i > 0 && !shortened[i - 1].StartsWith("--", StringComparison.Ordinal) && !word.StartsWith("--", StringComparison.Ordinal)).ToList().ForEach(GivePictures);
                break;
            case "compare" or "report" or "info":
                shortened.Skip(1).TakeWhile(word => !word.StartsWith("--", StringComparison.Ordinal)).ToList().ForEach(run => GiveRun(run, alike: false));
                break;
        }

        return [.. shortened];
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Environment.CurrentDirectory = startedIn;
        here.Dispose();
        kept.Dispose();
    }

    private static async Task Require(params string[] arguments) => (await CliRun.Of(arguments)).Succeeds();

    private static void AddMissing(List<string> words, string option, string value)
    {
        if (!words.Contains(option))
        {
            words.AddRange([option, value]);
        }
    }

    private string Data(string data)
    {
        if (!data.StartsWith("folder:", StringComparison.Ordinal))
        {
            return Generated;
        }

        string folder = data["folder:".Length..];
        if (!Directory.Exists(here[folder]))
        {
            Copy(kept["pictures"], here[folder]);
        }

        return data;
    }

    // A model, or the folder of a run, that the page has not made itself: one of the two that were trained before, in turn.
    // What one temperature is to fit are models of the same network. A bare word is the name of a model that comes with the product.
    private void GiveRun(string path, bool alike)
    {
        string at = here[path];
        bool isName = !path.Contains('/', StringComparison.Ordinal) && !Path.HasExtension(path);
        if (isName || File.Exists(at) || Directory.Exists(at))
        {
            return;
        }

        string folder = Path.HasExtension(at) ? Path.GetDirectoryName(at)! : at;
        Copy(kept[alike || runsGiven++ % 2 == 0 ? "first" : "second"], folder);
        if (Path.HasExtension(at) && !File.Exists(at))
        {
            File.Copy(Path.Combine(folder, $"model{Path.GetExtension(at)}"), at);
        }
    }

    private void GivePictures(string path)
    {
        string[] pictures = [.. Directory.EnumerateFiles(kept["pictures", "test"], "*.png", SearchOption.AllDirectories).Order().Take(3)];
        string plain = path.Contains('*', StringComparison.Ordinal) ? path.Replace("**", "deep", StringComparison.Ordinal).Replace('*', 'x') : path;
        string at = here[plain];
        string folder = Path.HasExtension(plain) ? Path.GetDirectoryName(at)! : at;
        Directory.CreateDirectory(folder);
        foreach (var (i, picture) in pictures.Index())
        {
            // What kind of picture a file holds is found out from its content, whatever its name says.
            File.Copy(picture, Path.HasExtension(plain) ? at : Path.Combine(folder, $"{i}.png"), overwrite: true);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
