namespace Cifar.Models.Data;

/// <summary>Reads records of the binary layout in one pass over the file, and trusts none of it.</summary>
static class CifarBinaryReader
{
    const int ChunkRecords = 512;

    /// <summary>What a set must have to be the official one.</summary>
    public sealed record Expectation(string Set, int FineNames, int CoarseNames, int TrainRecords, int TestRecords)
    {
        public int Records(Cifar100Split split) => split == Cifar100Split.Train ? TrainRecords : TestRecords;
    }

    public static LabeledImages Read(string folder, Cifar100Split split, Expectation? expected)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string name = CifarBinary.FileName(split);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"There is no folder {folder}; it should hold {name}, {CifarBinary.FineNamesFile} and {CifarBinary.CoarseNamesFile}.");
        string[] fine = Names(folder, CifarBinary.FineNamesFile, expected?.FineNames, expected?.Set);
        string[] coarse = Names(folder, CifarBinary.CoarseNamesFile, expected?.CoarseNames, expected?.Set);

        string path = Existing(folder, name);
        using FileStream file = Open(path);
        int count = RecordCount(path, file.Length, expected?.Records(split), expected?.Set);
        var pixels = GC.AllocateUninitializedArray<byte>(count * CifarBinary.PixelBytes);
        var labels = new int[count];
        var coarseLabels = new int[count];
        var superclasses = new SuperclassMap(fine, coarse);
        ReadRecords(file, path, pixels, labels, coarseLabels, superclasses);

        if (!superclasses.Complete)
            ConsultOtherSplit(folder, split, superclasses);
        return superclasses.Complete
            ? new LabeledImages(CifarBinary.Height, CifarBinary.Width, pixels, labels, coarseLabels, new ClassLabels(fine, coarse, superclasses.CoarseOfFine))
            : new LabeledImages(CifarBinary.Height, CifarBinary.Width, pixels, labels, null, new ClassLabels(fine));
    }

    static void ReadRecords(FileStream file, string path, byte[] pixels, int[] labels, int[] coarseLabels, SuperclassMap superclasses)
    {
        var chunk = new byte[ChunkRecords * CifarBinary.RecordBytes];
        for (int done = 0; done < labels.Length;)
        {
            int records = Math.Min(ChunkRecords, labels.Length - done);
            Span<byte> bytes = chunk.AsSpan(0, records * CifarBinary.RecordBytes);
            if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                throw new InvalidDataException($"{path} became shorter while it was read.");
            for (int i = 0; i < records; i++, done++)
            {
                ReadOnlySpan<byte> record = bytes.Slice(i * CifarBinary.RecordBytes, CifarBinary.RecordBytes);
                superclasses.Add(path, done, record[0], record[1]);
                (coarseLabels[done], labels[done]) = (record[0], record[1]);
                record[2..].CopyTo(pixels.AsSpan(done * CifarBinary.PixelBytes));
            }
        }
    }

    /// <summary>A small test set may lack classes that its training set has; only the two label bytes of each record are read.</summary>
    static void ConsultOtherSplit(string folder, Cifar100Split split, SuperclassMap superclasses)
    {
        string path = Path.Combine(folder, CifarBinary.FileName(split == Cifar100Split.Train ? Cifar100Split.Test : Cifar100Split.Train));
        if (!File.Exists(path))
            return;
        using FileStream file = Open(path);
        int count = RecordCount(path, file.Length, null, null);
        Span<byte> labels = stackalloc byte[2];
        for (int i = 0; i < count && !superclasses.Complete; i++)
        {
            file.Position = (long)i * CifarBinary.RecordBytes;
            file.ReadExactly(labels);
            superclasses.Add(path, i, labels[0], labels[1]);
        }
    }

    static int RecordCount(string path, long size, int? expected, string? set)
    {
        const int record = CifarBinary.RecordBytes;
        if (expected is { } records && size != (long)records * record)
            throw new InvalidDataException(
                $"{path} has {size:N0} bytes, expected {(long)records * record:N0} ({records:N0} records of {record:N0} bytes, {set}). "
                + "The copy is damaged, cut short or another set: fetch it again.");
        if (size == 0 || size % record != 0)
            throw new InvalidDataException(
                $"{path} has {size:N0} bytes, expected a whole number of {record:N0}-byte records, at least one; "
                + $"it holds {size / record:N0} records and {size % record:N0} bytes more.");
        if (size / record * CifarBinary.PixelBytes > Array.MaxLength)
            throw new InvalidDataException($"{path} has {size:N0} bytes; at most {Array.MaxLength / CifarBinary.PixelBytes:N0} records fit in memory at once.");
        return (int)(size / record);
    }

    static string[] Names(string folder, string name, int? expected, string? set)
    {
        string path = Existing(folder, name);
        string[] names = LabelNames.Read(path);
        if (expected is { } count && names.Length != count)
            throw new InvalidDataException($"{path} has {names.Length} names, expected {count} ({set}).");
        return names;
    }

    static string Existing(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{folder} has no {name}.", path);
    }

    static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
}
