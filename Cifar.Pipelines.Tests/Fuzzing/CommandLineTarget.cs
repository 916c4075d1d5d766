using System.Text;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Serving;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>Command lines that a script, a cat or an attacker would type: any words end in a result or in one error for a person.</summary>
internal static class CommandLineTarget
{
    // Inputs hold this word instead of the folder, so that they mean the same everywhere.
    private const string Place = "FOLDER";

    // No verb that is meant to write, to download, to serve or to work for long: those words do not occur.
    private static readonly byte[][] Lines =
    [
        Line("info", $"{Place}/model.onnx", "--json"), Line("predict", "--model", $"{Place}/model.onnx", $"{Place}/picture.png", "--top", "3", "--json"),
        Line("nets", "simple-cnn", "--width", "0.5", "--heads", "fine"), Line("data", "verify", "--data", $"binary:{Place}/set"), Line("compare", Place, $"{Place}/set"),
        Line("backbones", "--json"), Line("evaluate", "--model", $"{Place}/picture.png", "--data", "folder:/nowhere"), Line("explain", "--model", $"{Place}/model.onnx", $"{Place}/set"),
        Line("train", "--data", "binary:/nowhere", "--net", "simple-cnn", "--epochs", "1", "--batch", "50", "--lr", "0.1", "--seed", "7", "--set", "weightDecay=0.1"),
    ];

    public static FuzzTarget In(TemporaryFolder folder)
    {
        folder.Write(TestPictures.Png(1), "picture.png");
        folder.Write(Small.Classifier(), "model.onnx");
        SmallSets.Save(folder["set"]);
        return new FuzzTarget(Lines)
        {
            Refuses = error => error is Refusal,
            Contents = folder.Contents,
            MostBytes = 256 << 20,
            Tokens = ["\n", "--json\n", "--help\n", "--verbose\n", "-", "--", "=", "\"", "*", "%s", "../", "\u202e", "\ud83d\ude00", "999999999999", "NaN", "-1", "@", "--set\n"],
            Parse = input => Try(Encoding.UTF8.GetString(input).Replace(Place, folder.Root, StringComparison.Ordinal).Split('\n')),
        };
    }

    private static void Try(string[] args)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var error = new StringWriter();
        CliRun run = CliRun.Of(error, enough.Token, args).GetAwaiter().GetResult();
        string line = string.Join(' ', args.Select(word => $"'{word}'"));
        Assert.True(run.Code is >= 0 and <= 2, $"{line}: exit code {run.Code}\n{run.Error}");
        Assert.DoesNotContain("should not happen", run.Error, StringComparison.Ordinal);
        if (run.Code != 0)
        {
            Assert.Contains("cifar: error: ", run.Error, StringComparison.Ordinal);
            Assert.True(args.Contains("--verbose") || !run.Error.Contains("\n   at ", StringComparison.Ordinal), $"{line}: {run.Error}");
            throw new Refusal(run.Error);
        }
    }

    private static byte[] Line(params string[] words) => Encoding.UTF8.GetBytes(string.Join('\n', words));

    private sealed class Refusal(string message) : Exception(message);
}
