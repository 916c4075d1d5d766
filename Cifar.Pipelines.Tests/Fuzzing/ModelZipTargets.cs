using System.IO.Compression;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Tests.Data;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>Models as ML.NET saves them.</summary>
internal static class ModelZipTargets
{
    public static FuzzTarget Whole(TemporaryFolder folder) => Of(folder, [Small.Zip()], input => input);

    // The first byte says which part of the file the rest takes the place of.
    public static FuzzTarget Parts(TemporaryFolder folder)
    {
        (string Name, byte[] Bytes)[] parts = Unpack(Small.Zip());
        return Of(folder, [.. parts.Select((part, i) => (byte[])[(byte)i, .. part.Bytes])], input =>
        {
            int chosen = input.Length == 0 ? 0 : input[0] % parts.Length;
            return Pack([.. parts[..chosen], (parts[chosen].Name, input.Length == 0 ? [] : input[1..]), .. parts[(chosen + 1)..]]);
        });
    }

    private static FuzzTarget Of(TemporaryFolder folder, byte[][] corpus, Func<byte[], byte[]> pack)
    {
        folder.Write([], "model.zip");
        return new FuzzTarget(corpus)
        {
            Refuses = error => error is ModelFormatException,
            Contents = folder.Contents,
            MostBytes = 256 << 20,
            Parse = input => ImageClassifierModel.Load(new MLContext(), folder.Write(pack(input), "model.zip")).Dispose(),
        };
    }

    private static (string Name, byte[] Bytes)[] Unpack(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return
        [
            .. archive.Entries.Select(entry =>
            {
                using var content = new MemoryStream();
                using Stream stream = entry.Open();
                stream.CopyTo(content);
                return (entry.FullName, content.ToArray());
            }),
        ];
    }

    private static byte[] Pack(IEnumerable<(string Name, byte[] Bytes)> parts)
    {
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using Stream stream = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
