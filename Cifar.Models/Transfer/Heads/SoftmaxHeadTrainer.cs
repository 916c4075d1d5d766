using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>Chooses the weight penalty of a softmax regression on held-out images, then trains on all of them.</summary>
internal static class SoftmaxHeadTrainer
{
    private const int MostIterations = 300;
    private const double Tolerance = 1e-6;
    private const double UsualPenalty = 1e-3;
    private const double RoughTolerance = 1e-5;

    // From strong to weak: each search starts where the one before ended, which is near.
    private static readonly double[] Penalties = [3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4];

    /// <param name="training">What to learn from.</param>
    /// <param name="validation">What to choose the penalty by; null for none.</param>
    /// <param name="everything">Makes both together, to learn from in the end; null to stay with <paramref name="training"/>.</param>
    /// <param name="penalty">The penalty; null to choose it.</param>
    /// <param name="cancellationToken">Ends the search early, with what was found.</param>
    public static FittedHead Fit(HeadData training, HeadData? validation, Func<HeadData>? everything, double? penalty, CancellationToken cancellationToken)
    {
        Choice choice = Choose(training, validation, penalty is { } given ? [given] : validation is null ? [UsualPenalty] : Penalties, cancellationToken);
        if (everything is null || validation is null || cancellationToken.IsCancellationRequested)
        {
            return Report(choice.Layer, choice, 0);
        }

        choice.Layer.Dispose();
        using HeadData all = everything();
        using Standardization standard = new(all.Features);
        using Tensor features = standard.Apply(all.Features);
        using var regression = new SoftmaxRegression(features, all.Labels, all.Classes);
        int iterations = regression.Minimize(choice.Penalty, MostIterations, Tolerance, cancellationToken);
        return Report(Layer(regression, standard), choice, iterations) with { LearntAll = true };
    }

    private static FittedHead Report(Linear layer, Choice choice, int iterations)
    {
        layer.eval();
        return new(layer, choice.Iterations + iterations, "L-BFGS", string.Create(CultureInfo.InvariantCulture, $"weight penalty {choice.Penalty:G2}"), choice.Penalty, choice.Validation);
    }

    private static Choice Choose(HeadData training, HeadData? validation, double[] penalties, CancellationToken cancellationToken)
    {
        using Standardization standard = new(training.Features);
        using Tensor features = standard.Apply(training.Features);
        using var regression = new SoftmaxRegression(features, training.Labels, training.Classes);
        Choice? best = null;
        int iterations = 0, worse = 0;
        foreach (double penalty in penalties)
        {
            iterations += regression.Minimize(penalty, MostIterations, penalties.Length == 1 ? Tolerance : RoughTolerance, cancellationToken);
            Linear layer = Layer(regression, standard);
            (double Accuracy, double Loss)? reached = validation?.Evaluate(layer);
            if (best is null || reached!.Value.Accuracy > best.Validation!.Value.Accuracy)
            {
                best?.Layer.Dispose();
                best = new(layer, penalty, reached, iterations);
                worse = 0;
                continue;
            }

            layer.Dispose();
            if (++worse == 2 || cancellationToken.IsCancellationRequested)
            {
                break;
            }
        }

        return best! with { Iterations = iterations };
    }

    private static Linear Layer(SoftmaxRegression regression, Standardization standard)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        long width = regression.Weights.shape[0] - 1;
        return standard.Fold(regression.Weights.narrow(0, 0, width).t(), regression.Weights.select(0, width));
    }

    private sealed record Choice(Linear Layer, double Penalty, (double Accuracy, double Loss)? Validation, int Iterations);
}
