using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cifar.Models.Training.Checkpoints;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models.Checkpoints;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>The files that say which tensors a checkpoint consists of.</summary>
internal static class CheckpointTargets
{
    public static FuzzTarget In(TemporaryFolder folder, Func<CheckpointFolder, string> damaged)
    {
        using var scope = NewDisposeScope();

        // The same tensors in every process: the file carries their hash.
        random.manual_seed(1);
        CheckpointIdentity identity = CheckpointExamples.Identity();
        var checkpoints = new CheckpointFolder(folder.Root, identity, keep: 2);
        checkpoints.SaveEpoch(CheckpointExamples.Weights(1), 1, 0.5);
        checkpoints.SaveLast(CheckpointExamples.State(2, 3));
        string path = damaged(checkpoints);
        return new FuzzTarget(Content(File.ReadAllBytes(path)))
        {
            Refuses = error => error is InvalidDataException or ArgumentException,
            Tokens = JsonTargets.Tokens,
            MostBytes = 16 << 20,
            Contents = folder.Contents,
            Parse = input =>
            {
                using var inner = NewDisposeScope();
                File.WriteAllBytes(path, Signed(input));
                new CheckpointFolder(folder.Root, identity, keep: 2).LoadLast();
            },
        };
    }

    // The part of the file that its hash is about.
    private static byte[] Content(byte[] file)
    {
        using var json = JsonDocument.Parse(file);
        return Encoding.UTF8.GetBytes(json.RootElement.GetProperty("checkpoint").GetRawText());
    }

    // Damage that the hash does not give away: somebody meant it.
    private static byte[] Signed(byte[] content)
    {
        string text = Encoding.UTF8.GetString(content), hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return Encoding.UTF8.GetBytes($"{{\n\"sha256\": \"{hash}\",\n\"checkpoint\": {text}\n}}\n");
    }
}
