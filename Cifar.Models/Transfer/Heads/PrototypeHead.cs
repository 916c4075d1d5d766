using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>Logits are the cosines between an image and the mean of each class, times a factor.</summary>
internal sealed class PrototypeHead : nn.Module<Tensor, Tensor>, IOnnxLayer
{
    private readonly Tensor prototypes;

    private PrototypeHead(Tensor prototypes) : base(nameof(PrototypeHead))
    {
        this.prototypes = prototypes;
        RegisterComponents();
    }

    public static FittedHead Fit(HeadData training, HeadData? validation)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor members = nn.functional.one_hot(training.Labels, training.Classes).to(ScalarType.Float32);
        Tensor means = UnitLength.Apply(members.t().matmul(UnitLength.Apply(training.Features)));
        double factor = validation is null ? 20 : new[] { 5.0, 10, 20, 40, 80 }.MinBy(factor =>
        {
            using var head = new PrototypeHead(means.mul(factor).t().contiguous());
            return validation.Evaluate(head).Loss;
        });
        var best = new PrototypeHead(means.mul(factor).t().contiguous());
        best.eval();
        return new(best, 0, "class means", $"factor {factor}", Validation: validation?.Evaluate(best));
    }

    public override Tensor forward(Tensor features)
    {
        using Tensor unit = UnitLength.Apply(features);
        return unit.matmul(prototypes);
    }

    string IOnnxLayer.WriteOnnx(OnnxGraphBuilder graph, string input) =>
        graph.Node("MatMul", [UnitLength.Write(graph, input, (int)prototypes.shape[0]), graph.Constant(prototypes)]);
}
