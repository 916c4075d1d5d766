using System.Text.Json.Serialization;
using Cifar.Models.Data;
using Cifar.Models.Training;
using Cifar.Pipelines.Evaluation;

namespace Cifar.Pipelines.Reports;

/// <summary>What a report says of one run: its evaluation and, as far as they are known, its training and configuration.</summary>
/// <param name="Evaluation">The evaluation; its report has the per-image results or not.</param>
public sealed record RunDetails(EvaluationRecord Evaluation)
{
    /// <summary>The epochs of the training, in order.</summary>
    /// <value>Empty: not known.</value>
    public IReadOnlyList<TrainingEpoch> History { get; init; } = [];

    /// <summary>The epoch whose weights were kept.</summary>
    /// <value>0: not known.</value>
    public int BestEpoch { get; init; }

    /// <summary>Data, recipe, preprocessing, software and hardware, by dotted names as <c>recipe.learningRate</c>, in the order in which they are shown.</summary>
    /// <value>Empty: not known.</value>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();

    /// <summary>What the trainer had to say, in sentences.</summary>
    /// <value>Empty: nothing.</value>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The pictures that were evaluated, in the order of the evaluation; with them the page shows those the model was most wrong and most sure about.</summary>
    /// <value>null: there are none on the page. Their number must be that of the evaluation.</value>
    [JsonIgnore]
    public LabeledImages? Pictures { get; init; }

    /// <summary>Reads a run folder: what an evaluation wrote, and run.json where there is one.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>All that is known of the run.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The run was not evaluated; the message says how to do it.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static RunDetails Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return RunFile.AddTo(new RunDetails(EvaluationFolder.Read(folder).Record), folder);
    }
}
