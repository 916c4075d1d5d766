using System.Text.Json;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Serving;

[Collection(ServingTests.Name)]
public sealed class PredictVerbTests(ServingModels models) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Folders_and_patterns_stand_for_the_pictures_in_them()
    {
        foreach (string name in new[] { "a/1.png", "a/b/2.PNG", "c/3.png", "a/note.txt" })
        {
            folder.Write(TestPictures.Png(1), name.Split('/'));
        }

        Assert.Equal(["a/1.png", "a/b/2.PNG"], await Images(folder["a"]));
        Assert.Equal(["a/1.png", "c/3.png"], await Images(folder["**", "*.png"]));
        Assert.Equal(["a/1.png", "a/note.txt"], await Images(folder["a", "*.*"]));
        Assert.Contains("No file matches", (await Predict(folder["*.gif"])).FailsWith(1), StringComparison.Ordinal);
        Assert.Contains("no pictures in the folder", (await Predict(Directory.CreateDirectory(folder["empty"]).FullName)).FailsWith(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_has_a_line_for_each_class_and_jsonl_one_for_each_picture()
    {
        string odd = folder.Write(TestPictures.Png(1), "one, \"two\".png"), plain = folder.Write(TestPictures.Png(2), "plain.png");
        string[] csv = (await Predict(odd, plain, "--top", "2", "--format", "csv")).Succeeds().Output.TrimEnd('\n').Split('\n');
        Assert.Equal("image,rank,label,superclass,probability", csv[0]);
        Assert.Equal(5, csv.Length);
        Assert.StartsWith($"\"{folder.Root}/one, \"\"two\"\".png\",1,", csv[1], StringComparison.Ordinal);
        Assert.StartsWith(plain + ",2,", csv[4], StringComparison.Ordinal);

        string file = folder["out.jsonl"];
        (await Predict(odd, plain, "--top", "2", "--out", file)).Succeeds();
        var lines = File.ReadAllLines(file).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal([odd, plain], lines.Select(line => line.GetProperty("image").GetString()));
        Assert.Equal(double.Parse(csv[1].Split(',')[^1], System.Globalization.CultureInfo.InvariantCulture), lines[0].GetProperty("predictions")[0].GetProperty("probability").GetDouble(), 1e-6);
        Assert.Contains(".csv or .jsonl", (await Predict(plain, "--out", folder["out.txt"])).FailsWith(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_skipped_and_reported()
    {
        string good = folder.Write(TestPictures.Png(1), "good.png"), bad = folder.Write("a letter"u8.ToArray(), "bad.png");
        var run = await Predict(good, bad, folder["missing.png"], "--format", "csv", "--top", "1");
        Assert.Equal(1, run.Code);
        Assert.Equal(2, run.Output.TrimEnd('\n').Split('\n').Length);
        Assert.Contains($"cifar: error: {bad}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("There is no picture", run.Error, StringComparison.Ordinal);
        Assert.Contains("2 of 3 pictures were skipped", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interruption_prints_the_answers_that_are_there()
    {
        byte[] picture = TestPictures.Png(1);
        string[] paths = [.. Enumerable.Range(0, 200).Select(i => folder.Write(i == 1 ? "a letter"u8.ToArray() : picture, $"{i:D3}.png"))]; // More than are read ahead.
        using var interruption = new CancellationTokenSource();
        using var error = new InterruptingWriter(interruption);
        var run = await CliRun.Of(error, interruption.Token, ["predict", "--model", models["first.onnx"], .. paths, "--json"]);
        Assert.Equal(130, run.Code);
        Assert.Equal(paths[0], Assert.Single(run.Json.EnumerateArray()).GetProperty("image").GetString());
        Assert.Contains("cifar: interrupted after 2 of 200 pictures", run.Error, StringComparison.Ordinal);
    }

    private Task<CliRun> Predict(params string[] args) => CliRun.Of(["predict", "--model", models["first.onnx"], .. args]);

    private async Task<string[]> Images(params string[] args) =>
        [.. (await Predict([.. args, "--json"])).Succeeds().Json.EnumerateArray().Select(line => Path.GetRelativePath(folder.Root, line.GetProperty("image").GetString()!))];

    /// <summary>Interrupts at the first error.</summary>
    private sealed class InterruptingWriter(CancellationTokenSource interruption) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith("cifar: error: ", StringComparison.Ordinal) == true)
            {
                interruption.Cancel();
            }
        }
    }
}
