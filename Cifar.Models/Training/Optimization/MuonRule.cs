using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Training.Optimization;

/// <summary>
/// Muon (Jordan and others 2024): the running gradient of a matrix, with Nesterov's momentum, is replaced by the nearest matrix whose rows are orthonormal
/// (or columns, where there are fewer), so that a step changes all directions alike.
/// </summary>
/// <remarks>
/// Kernels of convolutions count as matrices [out, in * height * width]. The step has no factor for the matrix's shape. Weights of one shape are
/// made orthogonal together.
/// </remarks>
internal sealed class MuonRule : IUpdateRule
{
    private readonly TrainableWeight[] weights;
    private readonly Tensor[] running;
    private readonly OptimizerSettings settings;

    public MuonRule(TrainableWeight[] weights, OptimizerSettings settings)
    {
        this.weights = weights;
        this.settings = settings;
        running = [.. weights.Select(weight => zeros_like(weight.Value.detach()).DetachFromDisposeScope())];
    }

    public void Apply(double learningRate)
    {
        var steps = new List<(Parameter Weight, Tensor Gradient)>();
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i].Value.grad is { } gradient)
            {
                running[i].mul_(settings.MatrixMomentum).add_(gradient);
                steps.Add((weights[i].Value, gradient.add(running[i], settings.MatrixMomentum).flatten(1)));
            }
        }

        foreach (var alike in steps.GroupBy(step => (step.Gradient.shape[0], step.Gradient.shape[1])))
        {
            Parameter[] changed = [.. alike.Select(step => step.Weight)];
            Tensor[] gradients = [.. alike.Select(step => step.Gradient)];
            Tensor[] orthogonal = gradients.Length == 1
                ? [NewtonSchulz.Orthogonal(gradients[0], settings.NewtonSchulzSteps)]
                : NewtonSchulz.Orthogonal(stack(gradients), settings.NewtonSchulzSteps).unbind();
            for (int i = 0; i < changed.Length; i++)
            {
                Change(changed[i], orthogonal[i], learningRate);
            }
        }
    }

    public void Describe(StateTensors state)
    {
        for (int i = 0; i < running.Length; i++)
        {
            state.Add("muon.momentum." + weights[i].Name, running[i]);
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in running)
        {
            tensor.Dispose();
        }
    }

    private void Change(Parameter weight, Tensor step, double learningRate)
    {
        if (settings.NormalizeMatrices)
        {
            weight.mul_((weight.norm() + 1e-12).reciprocal_().mul_(Math.Sqrt(weight.shape[0])));
        }
        else if (settings.WeightDecay > 0)
        {
            weight.mul_(1 - (learningRate * settings.WeightDecay));
        }

        weight.add_(step.reshape(weight.shape), -learningRate);
    }
}
