using System.Buffers.Binary;
using System.Numerics;
using Cifar.Models.Data;
using Google.Protobuf;

namespace Cifar.Models.Training.Observers;

/// <summary>TensorBoard's event files as sequences of records: length, its checksum, an Event message, its checksum.</summary>
internal static class EventRecords
{
    private const int Before = sizeof(long) + sizeof(uint), After = sizeof(uint), StepField = 2;
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>Takes back what a training wrote from some step on, and what it had not finished writing when it was killed.</summary>
    /// <param name="folder">The folder of the event files; need not exist.</param>
    /// <param name="step">The first step that is taken back.</param>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void TakeBack(string folder, long step)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (string path in Directory.GetFiles(folder, "events.out.tfevents.*"))
        {
            byte[] file = File.ReadAllBytes(path);
            var kept = Records(file).Where(record => Step(file.AsSpan(record.Start + Before, record.Length - Before - After)) < step).ToArray();
            if (kept.Sum(record => record.Length) < file.Length)
            {
                AtomicFile.Write(path, stream =>
                {
                    foreach (var record in kept)
                    {
                        stream.Write(file, record.Start, record.Length);
                    }
                });
            }
        }
    }

    /// <summary>A message with its length and checksums.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message)
    {
        var framed = new byte[Before + message.Length + After];
        BinaryPrimitives.WriteInt64LittleEndian(framed, message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(framed.AsSpan(sizeof(long)), Checksum(framed.AsSpan(0, sizeof(long))));
        message.CopyTo(framed.AsSpan(Before));
        BinaryPrimitives.WriteUInt32LittleEndian(framed.AsSpan(Before + message.Length), Checksum(message));
        return framed;
    }

    // Whole records with a true length; the rest of a damaged file is left out.
    private static IEnumerable<(int Start, int Length)> Records(byte[] file)
    {
        for (int start = 0; file.Length - start >= Before + After;)
        {
            long length = BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(start));
            if (length < 0 || length > file.Length - start - Before - After || Checksum(file.AsSpan(start, sizeof(long))) != BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(start + sizeof(long))))
            {
                yield break;
            }

            yield return (start, Before + (int)length + After);
            start += Before + (int)length + After;
        }
    }

    private static long Step(ReadOnlySpan<byte> message)
    {
        using var input = new CodedInputStream(message.ToArray());
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == StepField)
            {
                return input.ReadInt64();
            }

            input.SkipLastField();
        }

        return 0;
    }

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in data)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return uint.RotateRight(~crc, 15) + MaskDelta;
    }
}
