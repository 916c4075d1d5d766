using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cifar.Models.Data;

namespace Cifar.Models.Training.Observers;

/// <summary>A run in MLflow's file store: a folder with a description, a file for each parameter, tag and metric, and a folder for what the run made.</summary>
internal sealed class MlflowRun
{
    private const string MetaFile = "meta.yaml";

    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, List<string>> metrics = [];
    private readonly string experiment;
    private readonly string name;
    private readonly long begun;

    private MlflowRun(string experimentFolder, string id, string name, long begun)
    {
        (Id, experiment, this.name, this.begun) = (id, Path.GetFileName(experimentFolder), name, begun);
        Folder = Path.Combine(experimentFolder, id);
        foreach (string part in new[] { "params", "tags", "metrics", "artifacts" })
        {
            Directory.CreateDirectory(Path.Combine(Folder, part));
        }
    }

    public string Id { get; }

    public string Folder { get; }

    /// <summary>Opens a run, or begins one.</summary>
    /// <param name="root">The store.</param>
    /// <param name="experiment">Name of the experiment; made where there is none of that name.</param>
    /// <param name="name">Name of the run.</param>
    /// <param name="id">The run to be gone on with; null, or one that is not there, begins a new one.</param>
    public static MlflowRun Open(string root, string experiment, string name, string? id)
    {
        string folder = Experiment(Path.GetFullPath(root), experiment);
        string? known = id is not null && id.All(char.IsAsciiHexDigitLower) && File.Exists(Path.Combine(folder, id, MetaFile)) ? id : null;
        long begun = known is null ? Now() : Began(Path.Combine(folder, known, MetaFile));
        var run = new MlflowRun(folder, known ?? Guid.NewGuid().ToString("N"), name, begun);
        run.Write(MlflowStatus.Running);
        run.Tag("mlflow.runName", name);
        run.Tag("mlflow.user", Environment.UserName);
        run.Tag("mlflow.source.type", "LOCAL");
        run.Tag("mlflow.source.name", AppDomain.CurrentDomain.FriendlyName);
        return run;
    }

    /// <summary>Says how the run stands.</summary>
    public void Write(MlflowStatus status) => Save(Path.Combine(Folder, MetaFile), Yaml(
        ("artifact_uri", Text(new Uri(Path.Combine(Folder, "artifacts")).AbsoluteUri)),
        ("end_time", status == MlflowStatus.Running ? "null" : Number(Now())),
        ("entry_point_name", "''"),
        ("experiment_id", Text(experiment)),
        ("lifecycle_stage", "active"),
        ("run_id", Text(Id)),
        ("run_name", Text(name)),
        ("run_uuid", Text(Id)),
        ("source_name", "''"),
        ("source_type", "4"),
        ("source_version", "''"),
        ("start_time", Number(begun)),
        ("status", Number((int)status)),
        ("tags", "[]"),
        ("user_id", Text(Environment.UserName))));

    public void Parameter(string key, string value) => Save(Path.Combine(Folder, "params", key), value);

    public void Tag(string key, string value) => Save(Path.Combine(Folder, "tags", key), value);

    /// <summary>Drops the metrics from before, so that a resumed run can write them anew without doubles.</summary>
    public void ForgetMetrics()
    {
        metrics.Clear();
        foreach (string file in Directory.GetFiles(Path.Combine(Folder, "metrics")))
        {
            File.Delete(file);
        }
    }

    /// <summary>Adds a point to the curve of a metric.</summary>
    public void Metric(string key, double value, int step)
    {
        if (!metrics.TryGetValue(key, out var lines))
        {
            metrics[key] = lines = [];
        }

        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{Now()} {Real(value)} {step}\n"));
        Save(Path.Combine(Folder, "metrics", key), string.Concat(lines));
    }

    private static string Experiment(string root, string name)
    {
        Directory.CreateDirectory(root);
        string title = "name: " + Text(name);
        foreach (string folder in Directory.GetDirectories(root).Order(StringComparer.Ordinal))
        {
            string meta = Path.Combine(folder, MetaFile);
            if (File.Exists(meta) && File.ReadLines(meta).Any(line => line == title || line == "name: " + name))
            {
                return folder;
            }
        }

        // Experiments are numbered; the time makes numbers that no other experiment has.
        string id = Number(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()) + Number(Random.Shared.Next(10_000, 99_999));
        string made = Path.Combine(root, id);
        Directory.CreateDirectory(made);
        Save(Path.Combine(made, MetaFile), Yaml(
            ("artifact_location", Text(new Uri(made).AbsoluteUri)),
            ("creation_time", Number(Now())),
            ("experiment_id", Text(id)),
            ("last_update_time", Number(Now())),
            ("lifecycle_stage", "active"),
            ("name", Text(name))));
        return made;
    }

    private static long Began(string meta) => File.ReadLines(meta).Select(line => line.Split("start_time: ")).Where(parts => parts.Length == 2)
        .Select(parts => long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long time) ? time : Now()).FirstOrDefault(Now());

    private static string Yaml(params ReadOnlySpan<(string Key, string Value)> entries)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in entries)
        {
            text.Append(CultureInfo.InvariantCulture, $"{key}: {value}\n");
        }

        return text.ToString();
    }

    private static void Save(string path, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    // What is a string in JSON is one in YAML.
    private static string Text(string value) => JsonSerializer.Serialize(value, Quoting);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // Python's spelling of numbers that are none.
    private static string Real(double value) => double.IsNaN(value) ? "nan" : double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf") : value.ToString("R", CultureInfo.InvariantCulture);

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
}
