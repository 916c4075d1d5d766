using TorchSharp;
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
    private readonly int[][] alike;
    private readonly OptimizerSettings settings;

    public MuonRule(TrainableWeight[] weights, OptimizerSettings settings)
    {
        this.weights = weights;
        this.settings = settings;
        running = [.. weights.Select(weight => zeros_like(weight.Value.detach()).DetachFromDisposeScope())];
        alike = [.. Enumerable.Range(0, weights.Length).GroupBy(i => (weights[i].Value.shape[0], weights[i].Value.numel())).Select(group => group.ToArray())];
    }

    public void Apply(double learningRate)
    {
        foreach (int[] group in alike)
        {
            // Few matrices at a time: what one group has used is still in the cache for the next.
            using DisposeScope scope = NewDisposeScope();
            int[] changed = [.. group.Where(i => weights[i].Value.grad is not null)];
            Tensor[] gradients = Array.ConvertAll(changed, Smoothed);
            Tensor[] orthogonal = gradients.Length switch
            {
                0 => [],
                1 => [NewtonSchulz.Orthogonal(gradients[0], settings.NewtonSchulzSteps)],
                _ => NewtonSchulz.Orthogonal(stack(gradients), settings.NewtonSchulzSteps).unbind(),
            };
            foreach ((int i, Tensor step) in changed.Zip(orthogonal))
            {
                Change(weights[i].Value, step, learningRate);
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

    // The gradient with Nesterov's momentum, as a matrix.
    private Tensor Smoothed(int i)
    {
        Tensor gradient = weights[i].Value.grad!;
        running[i].mul_(settings.MatrixMomentum).add_(gradient);
        return gradient.add(running[i], settings.MatrixMomentum).flatten(1);
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
