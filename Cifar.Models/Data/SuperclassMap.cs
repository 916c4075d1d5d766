namespace Cifar.Models.Data;

/// <summary>Learns from the records which superclass each class has, and objects to the first record that contradicts an earlier one.</summary>
sealed class SuperclassMap(string[] fine, string[] coarse)
{
    readonly int[] coarseOfFine = Enumerable.Repeat(-1, fine.Length).ToArray();
    readonly string[] firstSeen = new string[fine.Length];
    int open = fine.Length;

    /// <summary>Whether every class has been seen.</summary>
    public bool Complete => open == 0;

    public IReadOnlyList<int> CoarseOfFine => coarseOfFine;

    public void Add(string path, int record, byte coarseLabel, byte fineLabel)
    {
        if (fineLabel >= fine.Length)
            throw Damaged(path, record, $"class label {fineLabel}, expected 0 to {fine.Length - 1} ({CifarBinary.FineNamesFile} has {fine.Length} names)");
        if (coarseLabel >= coarse.Length)
            throw Damaged(path, record,
                $"superclass label {coarseLabel}, expected 0 to {coarse.Length - 1} ({CifarBinary.CoarseNamesFile} has {coarse.Length} names)");
        int known = coarseOfFine[fineLabel];
        if (known == coarseLabel)
            return;
        if (known >= 0)
            throw Damaged(path, record,
                $"superclass {coarseLabel} ('{coarse[coarseLabel]}') for class {fineLabel} ('{fine[fineLabel]}'), "
                + $"but {firstSeen[fineLabel]} has {known} ('{coarse[known]}')");
        coarseOfFine[fineLabel] = coarseLabel;
        firstSeen[fineLabel] = $"record {record:N0} of {Path.GetFileName(path)}";
        open--;
    }

    static InvalidDataException Damaged(string path, int record, string what) =>
        new($"{path}, record {record:N0}: {what}. The file is damaged or not in the CIFAR-100 layout.");
}
