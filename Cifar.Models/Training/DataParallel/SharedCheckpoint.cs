using System.Text.Json;
using System.Text.Json.Serialization;
using Cifar.Models.Training.Checkpoints;
using static TorchSharp.torch;

namespace Cifar.Models.Training.DataParallel;

/// <summary>A tensor that is to come.</summary>
internal sealed record AnnouncedTensor(string Name, ScalarType Type, long[] Shape);

/// <summary>What rank 0 says of a checkpoint before it hands out the tensors.</summary>
internal sealed record SharedCheckpoint(
    CheckpointPosition Position,
    double Seconds,
    IReadOnlyDictionary<string, double> Scalars,
    IReadOnlyList<TrainingEpoch> Epochs,
    IReadOnlyList<string> Notes,
    IReadOnlyList<AnnouncedTensor> Tensors)
{
    private static readonly SharedCheckpointJson Json = SharedCheckpointJson.Default;

    /// <summary>Gives all ranks the checkpoint that rank 0 has read; they need not see its folder.</summary>
    /// <param name="group">The ranks.</param>
    /// <param name="state">Rank 0's; null where there is none, and on the others.</param>
    public static CheckpointState? Share(ITrainingGroup group, CheckpointState? state)
    {
        var announced = state is null ? null : new SharedCheckpoint(
            state.Position, state.Seconds, state.Scalars, state.Epochs, state.Notes,
            [.. state.Tensors.Select(pair => new AnnouncedTensor(pair.Key, pair.Value.dtype, pair.Value.shape))]);
        byte[] text = group.Broadcast(announced is null ? [] : JsonSerializer.SerializeToUtf8Bytes(announced, Json.SharedCheckpoint));
        if (text.Length == 0)
        {
            return null;
        }

        announced ??= JsonSerializer.Deserialize(text, Json.SharedCheckpoint)!;
        state ??= new(
            announced.Position, announced.Tensors.ToDictionary(tensor => tensor.Name, tensor => empty(tensor.Shape, tensor.Type)),
            announced.Epochs, announced.Scalars, announced.Seconds)
        { Notes = announced.Notes };
        group.Broadcast([.. announced.Tensors.Select(tensor => state.Tensors[tensor.Name])]);
        return state;
    }
}

/// <summary>How it travels.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(SharedCheckpoint))]
internal sealed partial class SharedCheckpointJson : JsonSerializerContext;
