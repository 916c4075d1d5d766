using System.Text;
using System.Text.Json;
using Cifar.Cli.Runs;
using Cifar.Cli.Verbs;
using Cifar.Models.Onnx;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Reports;
using Cifar.Pipelines.Tests.Comparison;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>What is read from JSON: run.json, evaluation.json, the descriptions inside models, the catalogue of backbones.</summary>
internal static class JsonTargets
{
    private const string Record = """
        {"state":"finished","plan":{"net":"simple-cnn","data":"synthetic","limit":null,"size":32,"sharpen":true,"normalize":"minus-one-to-one","settings":["epochs=3"],"mlflow":null},
        "net":"simple-cnn","parameters":1200000,"data":{"name":"synthetic","images":100},"options":{"seed":1,"validationFraction":0.1,"logFolder":"x"},"recipe":{"learningRate":0.01},
        "preprocessing":{"sharpening":null},"training":{"bestEpoch":2},"seconds":12.5,"history":[{"epoch":1,"learningRate":0.1,"loss":2.5}],"notes":["one"],"format":1}
        """;

    /// <summary>Words that mean something to every reader of JSON, and some to ours.</summary>
    public static IReadOnlyList<string> Tokens { get; } =
        ["{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e999", "99999999999999999999", "0.5", "\"\"", "\"NaN\"", "\\u0000", "\"seed\":", "\"plan\":"];

    public static FuzzTarget Run(TemporaryFolder folder)
    {
        folder.Write([], "run.json");
        return new FuzzTarget(Encoding.UTF8.GetBytes(Record))
        {
            Refuses = error => error is InvalidDataException,
            Tokens = Tokens,
            MostBytes = 16 << 20,
            Contents = folder.Contents,
            Parse = input =>
            {
                string path = folder.Write(input, "run.json");

                // Each of the four readers has its own needs; one that refuses must not keep the others from being asked.
                Refused(() => RunConfiguration.Beside(folder["model.onnx"]));
                Refused(() => RunFile.AddTo(new RunDetails(SyntheticRuns.Record("one", [0, 1, 1], [0, 1, 0])), folder.Root));
                Refused(() => RunJson.ReadImages(path));
                RunJson.ReadPlan(path);
            },
        };
    }

    public static FuzzTarget Evaluation() => Text(
        SyntheticRuns.Record("one", [0, 1, 1], [0, 1, 0]).ToJson(), json => EvaluationRecord.FromJson(json), error => error is InvalidDataException);

    public static FuzzTarget Description() => Text(Small.Description.ToJson(), json => ModelDescription.FromJson(json), error => error is ModelFormatException);

    public static FuzzTarget Catalogue() => Text(
        JsonSerializer.Serialize([.. BackboneCatalog.Default.Entries], BackboneJson.Default.BackboneEntryArray),
        json => JsonSerializer.Deserialize(json, BackboneJson.Default.BackboneEntryArray),
        error => error is JsonException or ArgumentException);

    private static FuzzTarget Text(string whole, Action<string> parse, Func<Exception, bool> refuses) => new(Encoding.UTF8.GetBytes(whole))
    {
        Refuses = refuses,
        Tokens = Tokens,
        MostBytes = 16 << 20,
        Parse = input => parse(Encoding.UTF8.GetString(input)),
    };

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
}
