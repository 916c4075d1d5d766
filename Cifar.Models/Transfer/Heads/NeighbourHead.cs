using System.Globalization;
using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>Training images vote with weights exp(cosine / temperature), so that only the nearest count (Wu et al. 2018, arXiv:1805.01978); logits are the logarithms of the votes' shares.</summary>
/// <remarks>A low temperature takes the place of a fixed number of neighbours: it needs no operator that not every runtime has.</remarks>
internal sealed class NeighbourHead : nn.Module<Tensor, Tensor>, IOnnxLayer
{
    private const float Floor = 1e-6f;
    private const double UsualTemperature = 0.03;
    private static readonly double[] Temperatures = [0.005, 0.01, 0.02, 0.03, 0.05, 0.1];

    private readonly Tensor known;
    private readonly Tensor votes;
    private readonly double temperature;

    private NeighbourHead(Tensor known, Tensor votes, double temperature) : base(nameof(NeighbourHead))
    {
        // The module's own: registering alone leaves them in the caller's scope.
        this.known = known.DetachFromDisposeScope();
        this.votes = votes.DetachFromDisposeScope();
        this.temperature = temperature;
        RegisterComponents();
    }

    public static FittedHead Fit(HeadData training, HeadData? validation)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        NeighbourHead Create(double temperature) => new(
            UnitLength.Apply(training.Features).t().contiguous(), nn.functional.one_hot(training.Labels, training.Classes).to(ScalarType.Float32), temperature);
        double heat = validation is null ? UsualTemperature : Temperatures.MaxBy(temperature =>
        {
            using NeighbourHead head = Create(temperature);
            return validation.Evaluate(head).Accuracy;
        });
        NeighbourHead best = Create(heat);
        best.eval();
        return new(best, 0, "nearest neighbours", string.Create(CultureInfo.InvariantCulture, $"temperature {heat}"), Validation: validation?.Evaluate(best));
    }

    public override Tensor forward(Tensor features)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = UnitLength.Apply(features).matmul(known).div(temperature).softmax(1);
        return weights.matmul(votes).add(Floor).log().MoveToOuterDisposeScope();
    }

    string IOnnxLayer.WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        string similar = graph.Node("MatMul", [UnitLength.Write(graph, input, (int)known.shape[0]), graph.Constant(known)]);
        string weights = graph.Node("Softmax", [graph.Node("Mul", [similar, graph.Constant([(float)(1 / temperature)], 1)])], ("axis", 1));
        string shares = graph.Node("MatMul", [weights, graph.Constant(votes)]);
        return graph.Node("Log", [graph.Node("Add", [shares, graph.Constant([Floor], 1)])]);
    }
}
