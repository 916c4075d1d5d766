using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Operations;

/// <summary>Chooses operations and their strengths: TrivialAugment (one, of any strength) or RandAugment (several, of one strength).</summary>
internal sealed class RandomOperations
{
    private static readonly int Count = Enum.GetValues<ImageOperation>().Length;

    private readonly AugmentationPolicy policy;
    private readonly Tensor amounts;
    private readonly Tensor signed;

    public RandomOperations(AugmentationPolicy policy, int height, int width, Device device)
    {
        this.policy = policy;
        float[] table = [.. Enum.GetValues<ImageOperation>().SelectMany(operation => Enumerable.Range(0, OperationStrengths.Levels).Select(level =>
            (float)(policy.Trivial ? OperationStrengths.Wide(operation, level) : OperationStrengths.Narrow(operation, level, height, width))))];
        amounts = tensor(table, new long[] { table.Length }).to(device);
        signed = tensor(Array.ConvertAll(Enum.GetValues<ImageOperation>(), OperationStrengths.IsSigned), new long[] { Count }).to(device);
    }

    public IReadOnlyList<OperationRound> Draw(Draws draws, Participation picks)
    {
        var rounds = new OperationRound[policy.Trivial ? 1 : policy.RandOperations];
        for (int i = 0; i < rounds.Length; i++)
        {
            Tensor operation = draws.Below(Count);
            if (picks.Mask(AugmentationPart.Operations) is { } mask)
            {
                operation = where(mask, operation, operation.zeros_like());
            }

            Tensor level = policy.Trivial ? draws.Below(OperationStrengths.Levels) : operation.full_like(policy.RandMagnitude);
            Tensor amount = amounts.index_select(0, (operation * OperationStrengths.Levels) + level);
            rounds[i] = new(operation, where(signed.index_select(0, operation), amount * draws.Sign(), amount));
        }

        return rounds;
    }
}
