using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;

namespace Cifar.Models.Data;

/// <summary>Reads records of the binary layout in one pass over the file, and trusts none of it.</summary>
static class CifarBinaryReader
{
    const int ChunkRecords = 128; // 393 kB: a buffer stays in the cache of its core

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
        ReadRecords(file.SafeFileHandle, path, pixels, labels, coarseLabels, superclasses);

        if (!superclasses.Complete)
            ConsultOtherSplit(folder, split, superclasses);
        return superclasses.Complete
            ? new LabeledImages(CifarBinary.Height, CifarBinary.Width, pixels, labels, coarseLabels, new ClassLabels(fine, coarse, superclasses.CoarseOfFine))
            : new LabeledImages(CifarBinary.Height, CifarBinary.Width, pixels, labels, null, new ClassLabels(fine));
    }

    // Copying and touching 150 MB of new memory takes longer than one core needs for the file, so the chunks are shared among the cores; what the labels say is checked in file order.
    static void ReadRecords(SafeFileHandle file, string path, byte[] pixels, int[] labels, int[] coarseLabels, SuperclassMap superclasses)
    {
        int chunks = (labels.Length + ChunkRecords - 1) / ChunkRecords;
        try
        {
            Parallel.For(0, chunks, () => new byte[ChunkRecords * CifarBinary.RecordBytes], (chunk, _, buffer) =>
            {
                ReadChunk(file, path, buffer, chunk * ChunkRecords, pixels, labels, coarseLabels);
                return buffer;
            }, _ => { });
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        for (int i = 0; i < labels.Length; i++)
            superclasses.Add(path, i, (byte)coarseLabels[i], (byte)labels[i]);
    }

    static void ReadChunk(SafeFileHandle file, string path, byte[] buffer, int first, byte[] pixels, int[] labels, int[] coarseLabels)
    {
        Span<byte> bytes = buffer.AsSpan(0, Math.Min(ChunkRecords, labels.Length - first) * CifarBinary.RecordBytes);
        ReadWhole(file, path, bytes, (long)first * CifarBinary.RecordBytes);
        for (int i = first; bytes.Length > 0; i++, bytes = bytes[CifarBinary.RecordBytes..])
        {
            (coarseLabels[i], labels[i]) = (bytes[0], bytes[1]);
            bytes[2..CifarBinary.RecordBytes].CopyTo(pixels.AsSpan(i * CifarBinary.PixelBytes));
        }
    }

    static void ReadWhole(SafeFileHandle file, string path, Span<byte> bytes, long position)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(file, bytes, position);
            if (read == 0)
                throw new InvalidDataException($"{path} became shorter while it was read.");
            bytes = bytes[read..];
            position += read;
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
