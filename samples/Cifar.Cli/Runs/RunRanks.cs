using Cifar.Distributed;
using Cifar.Models.Training.DataParallel;

namespace Cifar.Cli.Runs;

/// <summary>What run.json says of the processes of a training: how many there were, and what rank 0 spent on exchanging gradients.</summary>
/// <param name="Size">Processes.</param>
/// <param name="BytesPerStep">Bytes of gradients that each sums in a step.</param>
/// <param name="CommunicationSeconds">Time during which some sum was under way.</param>
/// <param name="WaitingSeconds">The part of it with nothing else to do.</param>
internal sealed record RunRanks(int Size, long BytesPerStep, double CommunicationSeconds, double WaitingSeconds)
{
    public static RunRanks? Of(ITrainingGroup? group) => group is GlooTrainingGroup gloo
        ? new(gloo.Size, gloo.BytesOfGradients, gloo.Times.Communicating.TotalSeconds, gloo.Times.Waiting.TotalSeconds)
        : null;
}
