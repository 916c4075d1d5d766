using System.IO.Compression;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Serving;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Fuzzing;

[Collection(ServingTests.Name)]
public sealed class ModelZipFuzzTests(ServingModels models) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_damaged_file_is_loaded_or_refused() => Run("model-zip", File.ReadAllBytes(models["first.zip"]), prepare: null);

    [Fact]
    [Trait("Category", "Slow")]
    public void So_is_one_with_damage_inside_a_part()
    {
        (string Name, byte[] Bytes)[] parts = Parts(models["first.zip"]);
        foreach (int chosen in Enumerable.Range(0, parts.Length).Where(part => parts[part].Bytes.Length is > 0 and < 100_000))
        {
            Run($"model-zip-part-{chosen}", parts[chosen].Bytes, input => Zip([.. parts[..chosen], (parts[chosen].Name, input), .. parts[(chosen + 1)..]]));
        }
    }

    private void Run(string name, byte[] whole, Func<byte[], byte[]>? prepare)
    {
        folder.Write([], "model.zip");
        var fuzzer = new Fuzzer(name, rounds: prepare is null ? 20 : 4, whole) { Refuses = error => error is ModelFormatException, Contents = folder.Contents, MostBytes = 256 << 20 };
        fuzzer.Run(input => ImageClassifierModel.Load(new MLContext(), folder.Write(input, "model.zip")).Dispose(), prepare);
    }

    private static (string Name, byte[] Bytes)[] Parts(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
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

    private static byte[] Zip(IEnumerable<(string Name, byte[] Bytes)> parts)
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
