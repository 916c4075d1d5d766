using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cifar.Cli.Runs;
using Cifar.Cli.Verbs;
using Cifar.Models.Onnx;
using Cifar.Models.Training.Checkpoints;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Reports;
using Cifar.Pipelines.Tests.Comparison;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;
using Cifar.Pipelines.Tests.Models.Checkpoints;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>Everything that is read from JSON: run.json, evaluation.json, checkpoints, the descriptions inside models, the catalogue of backbones.</summary>
[Collection(TorchTests.Name)]
public sealed class JsonFuzzTests : IDisposable
{
    private const string Run = """
        {"state":"finished","plan":{"net":"simple-cnn","data":"synthetic","limit":null,"size":32,"sharpen":true,"normalize":"minus-one-to-one","settings":["epochs=3"],"mlflow":null},
        "net":"simple-cnn","parameters":1200000,"data":{"name":"synthetic","images":100},"options":{"seed":1,"validationFraction":0.1,"logFolder":"x"},"recipe":{"learningRate":0.01},
        "preprocessing":{"sharpening":null},"training":{"bestEpoch":2},"seconds":12.5,"history":[{"epoch":1,"learningRate":0.1,"loss":2.5}],"notes":["one"],"format":1}
        """;

    private static readonly string[] Tokens = ["{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e999", "99999999999999999999", "0.5", "\"\"", "\"NaN\"", "\\u0000", "\"seed\":", "\"plan\":"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Records_of_runs()
    {
        var record = SyntheticRuns.Record("one", [0, 1, 1], [0, 1, 0]);
        var fuzzer = Json("run-json", Encoding.UTF8.GetBytes(Run), error => error is InvalidDataException);
        fuzzer.Run(input =>
        {
            string path = folder.Write(input, "run.json");

            // Each of the three readers has its own needs; one that refuses must not keep the others from being asked.
            Refused(() => RunConfiguration.Beside(folder["model.onnx"]));
            Refused(() => RunFile.AddTo(new RunDetails(record), folder.Root));
            RunJson.ReadPlan(path);
        });
    }

    [Fact]
    public void Evaluations() => Json("evaluation-json", Encoding.UTF8.GetBytes(SyntheticRuns.Record("one", [0, 1, 1], [0, 1, 0]).ToJson()), error => error is InvalidDataException)
        .Run(input => EvaluationRecord.FromJson(Encoding.UTF8.GetString(input)));

    [Fact]
    public void Descriptions_inside_models()
    {
        string description = Small.Description.ToJson();
        Json("description-json", Encoding.UTF8.GetBytes(description), error => error is ModelFormatException)
            .Run(input => ModelDescription.FromJson(Encoding.UTF8.GetString(input)));
    }

    [Fact]
    public void Catalogues_of_backbones() => Json("catalogue-json", JsonSerializer.SerializeToUtf8Bytes([.. BackboneCatalog.Default.Entries], BackboneJson.Default.BackboneEntryArray), error => error is JsonException or ArgumentException)
        .Run(input => JsonSerializer.Deserialize(input, BackboneJson.Default.BackboneEntryArray));

    [Fact]
    public void Checkpoints()
    {
        using var scope = NewDisposeScope();
        var checkpoints = new CheckpointFolder(folder.Root, CheckpointExamples.Identity(), keep: 2);
        checkpoints.SaveEpoch(CheckpointExamples.Weights(1), 1, 0.5);
        checkpoints.SaveLast(CheckpointExamples.State(2, 3));
        foreach (string path in new[] { checkpoints.Last, checkpoints.Best })
        {
            byte[] whole = File.ReadAllBytes(path);
            Json($"checkpoint-{Path.GetFileName(path)}", Content(whole), error => error is InvalidDataException or ArgumentException).Run(
                input =>
                {
                    using var inner = NewDisposeScope();
                    File.WriteAllBytes(path, input);
                    new CheckpointFolder(folder.Root, CheckpointExamples.Identity(), keep: 2).LoadLast();
                },
                Signed);
            File.WriteAllBytes(path, whole);
        }
    }

    private Fuzzer Json(string name, byte[] whole, Func<Exception, bool> refuses)
    {
        folder.Write(name == "run-json" ? whole : [], "run.json");
        return new Fuzzer(name, rounds: 150, whole) { Refuses = refuses, Tokens = Tokens, Contents = folder.Contents, MostBytes = 16 << 20 };
    }

    private static void Refused(Action read)
    {
        try
        {
            read();
        }
        catch (InvalidDataException refusal)
        {
            Assert.NotEmpty(refusal.Message);
        }
    }

    // The part of a checkpoint that its hash is about.
    private static byte[] Content(byte[] file)
    {
        using var json = JsonDocument.Parse(file);
        return Encoding.UTF8.GetBytes(json.RootElement.GetProperty("checkpoint").GetRawText());
    }

    // Damage that the hash does not give away: somebody meant it.
    private static byte[] Signed(byte[] content)
    {
        string text = Encoding.UTF8.GetString(content), hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return Encoding.UTF8.GetBytes($"{{\n\"sha256\": \"{hash}\",\n\"checkpoint\": {text}\n}}\n");
    }
}
