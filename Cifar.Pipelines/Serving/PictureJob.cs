namespace Cifar.Pipelines.Serving;

/// <summary>Do something else with one picture at the size of the model.</summary>
internal sealed class PictureJob<T>(ReadOnlyMemory<byte> file, Func<ScoringLease, byte[], T> work, CifarClassifierOptions limits, CancellationToken cancellationToken)
    : Job<T>(file, null, limits, cancellationToken), IPictureJob
{
    public void Run(ScoringLease lease, byte[] planar) => Succeed(work(lease, planar));
}

/// <summary>The part of a <see cref="PictureJob{T}"/> that workers see.</summary>
internal interface IPictureJob
{
    void Run(ScoringLease lease, byte[] planar);
}
