using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>Logits are the cosines between an image and the mean of each class, times a factor; a class without training images is never the answer.</summary>
internal sealed class PrototypeHead : nn.Module<Tensor, Tensor>, IOnnxLayer
{
    // A class without a mean would get 0, more than every negative cosine. This is far below what the largest factor makes, and within float16.
    private const double NoImages = -1e4;

    private readonly Tensor prototypes;
    private readonly Tensor bias;

    private PrototypeHead(Tensor prototypes, Tensor bias) : base(nameof(PrototypeHead))
    {
        // The module's own: registering alone leaves them in the caller's scope.
        this.prototypes = prototypes.DetachFromDisposeScope();
        this.bias = bias.DetachFromDisposeScope();
        RegisterComponents();
    }

    public static FittedHead Fit(HeadData training, HeadData? validation)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor members = nn.functional.one_hot(training.Labels, training.Classes).to(ScalarType.Float32);
        Tensor means = UnitLength.Apply(members.t().matmul(UnitLength.Apply(training.Features)));
        PrototypeHead Create(double factor) => new(means.mul(factor).t().contiguous(), members.amax(0).neg().add(1).mul(NoImages));
        double factor = validation is null ? 20 : new[] { 5.0, 10, 20, 40, 80 }.MinBy(factor =>
        {
            using PrototypeHead head = Create(factor);
            return validation.Evaluate(head).Loss;
        });
        PrototypeHead best = Create(factor);
        best.eval();
        return new(best, 0, "class means", $"factor {factor}", Validation: validation?.Evaluate(best));
    }

    public override Tensor forward(Tensor features)
    {
        using Tensor unit = UnitLength.Apply(features);
        using Tensor cosines = unit.matmul(prototypes);
        return cosines.add(bias);
    }

    string IOnnxLayer.WriteOnnx(OnnxGraphBuilder graph, string input) =>
        graph.Node("Add", [graph.Node("MatMul", [UnitLength.Write(graph, input, (int)prototypes.shape[0]), graph.Constant(prototypes)]), graph.Constant(bias)]);
}
