namespace Cifar.Models.Transfer;

/// <summary>Hands progress on from one kind to another, at once and on the same thread.</summary>
internal static class Relay
{
    public static IProgress<FeatureProgress>? Features(IProgress<TransferProgress>? to, TransferStage stage = TransferStage.Features) =>
        to is null ? null : new Direct(now => to.Report(new(stage, now.Done, now.Total, now.ImagesPerSecond)));

    private sealed class Direct(Action<FeatureProgress> report) : IProgress<FeatureProgress>
    {
        public void Report(FeatureProgress value) => report(value);
    }
}
