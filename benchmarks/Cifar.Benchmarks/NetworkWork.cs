using Cifar.Models.Networks;

namespace Cifar.Benchmarks;

/// <summary>Multiply-adds of one image's way through a network, forward.</summary>
internal static class NetworkWork
{
    public static long MultiplyAdds(string network, double width, int side)
    {
        using ImageNetwork built = NetworkCatalog.Find(network).Build(new() { Width = width }, 100, null, 32, 32);
        return side == 32 ? NetworkSummary.Of(built).MultiplyAdds : NetworkSummary.Of(built, side, side).MultiplyAdds;
    }
}
