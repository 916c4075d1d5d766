using System.Globalization;
using System.Text.RegularExpressions;
using Cifar.Models.Weights;
using static TorchSharp.torch;

namespace Cifar.Models.Training.Checkpoints;

/// <summary>
/// The checkpoints of one training: <c>last.json</c> to go on from, <c>best.json</c> with the best epochs. Each points at tensors in a file of their own, under
/// a name that was never used before; the JSON is renamed into place last. So whenever the program dies, what is under the two names is whole.
/// </summary>
internal sealed partial class CheckpointFolder
{
    public const string LastFile = "last.json";
    public const string BestFile = "best.json";

    private readonly string folder;
    private readonly CheckpointIdentity identity;
    private readonly int keep;
    private List<KeptWeights> kept = [];

    /// <param name="folder">Where the files go; made when the first is written.</param>
    /// <param name="identity">What is trained, and how.</param>
    /// <param name="keep">Epochs whose weights are kept, the best ones; at least 1.</param>
    public CheckpointFolder(string folder, CheckpointIdentity identity, int keep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        this.folder = Path.GetFullPath(folder);
        this.identity = identity;
        this.keep = keep;
    }

    public string Last => Path.Combine(folder, LastFile);

    public string Best => Path.Combine(folder, BestFile);

    /// <summary>Whether there is something to resume from in a folder.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, LastFile));

    /// <summary>Makes the folder and tries to write in it.</summary>
    /// <exception cref="IOException">It cannot be made or written to.</exception>
    public void RequireWritable() => Save(Last, () =>
    {
        // Named like a half-written file, so that the next checkpoint clears it away should the program be killed here.
        using var probe = new FileStream($"{Last}.{Guid.NewGuid():N}.tmp", FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
    });

    /// <summary>Replaces the state from which the training goes on.</summary>
    /// <exception cref="IOException">It cannot be written; the one before is still there.</exception>
    public void SaveLast(CheckpointState state) => Save(Last, () =>
    {
        CheckpointPosition at = state.Position;
        TensorsReference tensors = CheckpointFile.WriteTensors(NewName($"last-{at.Epoch:D4}-{at.Step:D6}"), state.Tensors);
        var record = new LastRecord(tensors, at, state.Seconds, state.Scalars, state.Epochs, identity);
        CheckpointFile.WriteJson(Last, record, CheckpointJson.Default.LastRecord);
        RemoveStale("last", [tensors.File]);
    });

    /// <summary>Keeps the weights of an epoch if they are among the best.</summary>
    /// <param name="weights">The weights that would be delivered, under the names of the state dictionary.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="accuracy">Share of the held-out images classified correctly; null without any: then the latest are the best.</param>
    /// <returns>Whether they are the best so far; with equal accuracy the earlier epoch stays ahead.</returns>
    /// <exception cref="IOException">They cannot be written; those kept before are still there.</exception>
    public bool SaveEpoch(IReadOnlyDictionary<string, Tensor> weights, int epoch, double? accuracy)
    {
        var rivals = kept.Where(other => other.Epoch != epoch).ToList();
        if (rivals.Count(rival => IsAhead(rival, epoch, accuracy)) >= keep)
        {
            return false;
        }

        Save(Best, () =>
        {
            TensorsReference tensors = CheckpointFile.WriteTensors(NewName($"epoch-{epoch:D4}"), weights);
            rivals.Insert(rivals.Count(rival => IsAhead(rival, epoch, accuracy)), new(epoch, accuracy, tensors));
            List<KeptWeights> best = [.. rivals.Take(keep)];
            CheckpointFile.WriteJson(Best, new(best, identity), CheckpointJson.Default.BestRecord);
            kept = best;
            RemoveStale("epoch", [.. best.Select(one => one.Tensors.File)]);
        });
        return kept[0].Epoch == epoch;
    }

    /// <summary>Reads the state to go on from.</summary>
    /// <returns>The state, its tensors in CPU memory and owned by the current dispose scope or else by the receiver; null when there is none.</returns>
    /// <exception cref="ArgumentException">It belongs to another training; all differences are listed.</exception>
    /// <exception cref="InvalidDataException">It is damaged; the message names the file and what else is there.</exception>
    public CheckpointState? LoadLast()
    {
        if (!File.Exists(Last))
        {
            return null;
        }

        try
        {
            LastRecord record = CheckpointFile.ReadJson(Last, CheckpointJson.Default.LastRecord);
            IReadOnlyList<string> notes = identity.Check(record.Identity, Last);
            using SafeTensorsFile tensors = CheckpointFile.OpenTensors(folder, record.Tensors);
            kept = KeptUntil(record.Epochs.Count);
            return new(record.Position, tensors.LoadAll(), record.Epochs, record.Scalars, record.Seconds) { Notes = notes };
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"The training in {folder} cannot be resumed: {damage.Message}\n{WhatIsLeft()}", damage);
        }
    }

    // Epochs that were completed after the last state are trained once more; those of another training do not count.
    private List<KeptWeights> KeptUntil(int epoch)
    {
        if (!File.Exists(Best))
        {
            return [];
        }

        BestRecord record = CheckpointFile.ReadJson(Best, CheckpointJson.Default.BestRecord);
        return identity.Matches(record.Identity) ? [.. record.Kept.Where(one => one.Epoch <= epoch)] : [];
    }

    private string WhatIsLeft()
    {
        const string Anew = "Train anew in another folder";
        if (!File.Exists(Best))
        {
            return $"There is no older checkpoint. {Anew}.";
        }

        try
        {
            KeptWeights best = CheckpointFile.ReadJson(Best, CheckpointJson.Default.BestRecord).Kept[0];
            CheckpointFile.OpenTensors(folder, best.Tensors).Dispose();
            return $"The weights of epoch {best.Epoch} are intact, see {Best}. {Anew}, starting from them if you like.";
        }
        catch (Exception damage) when (damage is InvalidDataException or ArgumentOutOfRangeException)
        {
            return $"{Best} is of no use either: {damage.Message} {Anew}.";
        }
    }

    private static bool IsAhead(KeptWeights rival, int epoch, double? accuracy) =>
        accuracy is null || rival.Accuracy is null
            ? rival.Epoch > epoch
            : rival.Accuracy > accuracy || (rival.Accuracy == accuracy && rival.Epoch < epoch);

    private void Save(string path, Action write)
    {
        try
        {
            Directory.CreateDirectory(folder);
            write();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            string before = File.Exists(path) ? "The one before is still there. " : "";
            throw new IOException(
                $"The checkpoint {path} cannot be written: {cause.Message.TrimEnd('.')}.\n{before}Free some space or choose another folder, then resume.", cause);
        }
    }

    /// <summary>A name that no JSON can point to yet.</summary>
    private string NewName(string stem)
    {
        string path = Path.Combine(folder, $"{stem}.safetensors");
        for (int attempt = 2; File.Exists(path); attempt++)
        {
            path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{stem}.{attempt}.safetensors"));
        }

        return path;
    }

    /// <summary>Removes earlier tensors, and what a killed program left half written. Other files in the folder are not touched.</summary>
    private void RemoveStale(string stem, IReadOnlyCollection<string> needed)
    {
        foreach (string path in Directory.EnumerateFiles(folder).ToList())
        {
            string name = Path.GetFileName(path);
            Match match = OwnFile().Match(name);
            if (match.Success && (match.Groups["partial"].Success || match.Groups["stem"].Value == stem) && !needed.Contains(name))
            {
                File.Delete(path);
            }
        }
    }

    [GeneratedRegex(@"^((?<stem>last|epoch)-[0-9]{4,}(-[0-9]{6,})?(\.[0-9]+)?\.safetensors|(last|best)\.json)(?<partial>\.[0-9a-f]{32}\.tmp)?$")]
    private static partial Regex OwnFile();
}
