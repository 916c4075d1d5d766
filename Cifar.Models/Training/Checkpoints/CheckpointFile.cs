using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cifar.Models.Data;
using Cifar.Models.Weights;
using static TorchSharp.torch;

namespace Cifar.Models.Training.Checkpoints;

/// <summary>Reads and writes the files of a checkpoint so that no damage goes unnoticed: the JSON carries its own hash and that of its tensors.</summary>
internal static class CheckpointFile
{
    // A hundred thousand epochs fit.
    private const int LargestJson = 64 << 20;

    /// <summary>Writes tensors.</summary>
    public static TensorsReference WriteTensors(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        TensorsReference? written = null;
        AtomicFile.Write(path, stream =>
        {
            using var hashing = new HashingStream(stream);
            SafeTensors.Write(hashing, tensors);
            written = new(Path.GetFileName(path), hashing.Position, hashing.Sha256);
        });
        return written!;
    }

    /// <summary>Opens a tensors file after comparing size and hash.</summary>
    public static SafeTensorsFile OpenTensors(string folder, TensorsReference reference)
    {
        if (reference.File != Path.GetFileName(reference.File))
        {
            throw new InvalidDataException($"A checkpoint in {folder} names '{reference.File}' as its tensors; only a file beside it can be meant.");
        }

        string path = Path.Combine(folder, reference.File);
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{path}, which holds the tensors of the checkpoint, is missing.");
        }

        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1))
        {
            if (stream.Length != reference.Bytes)
            {
                throw new InvalidDataException($"{path} has {stream.Length:N0} bytes, the checkpoint was written with {reference.Bytes:N0}: it is damaged.");
            }

            string hash = FileHash.Compute(stream, HashAlgorithmName.SHA256, meter: null, CancellationToken.None);
            if (hash != reference.Sha256)
            {
                throw new InvalidDataException($"{path} has the SHA-256 {hash}, the checkpoint was written with {reference.Sha256}: it is damaged.");
            }
        }

        return SafeTensors.Open(path);
    }

    /// <summary>Opens the tensors that <c>last.json</c> or <c>best.json</c> points to; of the latter those of the best epoch.</summary>
    public static SafeTensorsFile OpenWeights(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        TensorsReference reference = Path.GetFileName(path) == CheckpointFolder.BestFile
            ? (ReadJson(path, CheckpointJson.Default.BestRecord).Kept is [var best, ..] ? best.Tensors : throw new InvalidDataException($"{path} names no weights."))
            : ReadJson(path, CheckpointJson.Default.LastRecord).Tensors;
        return OpenTensors(folder, reference);
    }

    public static void WriteJson<T>(string path, T record, JsonTypeInfo<T> type)
    {
        string content = JsonSerializer.Serialize(record, type);
        string text = $$"""
            {
            "sha256": "{{Hash(content)}}",
            "checkpoint": {{content}}
            }

            """;
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    public static T ReadJson<T>(string path, JsonTypeInfo<T> type)
    {
        long length = new FileInfo(path).Length;
        if (length > LargestJson)
        {
            throw new InvalidDataException($"{path} has {length:N0} bytes; a checkpoint has at most {LargestJson:N0}.");
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement content = json.RootElement.GetProperty("checkpoint");
            if (Hash(content.GetRawText()) != json.RootElement.GetProperty("sha256").GetString())
            {
                throw new InvalidDataException($"{path} is damaged: its content does not have the SHA-256 that it carries.");
            }

            return content.Deserialize(type) ?? throw new InvalidDataException($"{path} is no checkpoint.");
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path} is no checkpoint or damaged: {cause.Message.TrimEnd('.')}.", cause);
        }
    }

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}
