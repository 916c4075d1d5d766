using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>Multinomial logistic regression with a weight penalty, by L-BFGS (Liu and Nocedal, Mathematical Programming 45, 1989), to convergence.</summary>
/// <remarks>
/// Scores are linear in the weights, so the scores along a search direction are known from one matrix product: an iteration costs two products,
/// however many points of the line are tried.
/// </remarks>
internal sealed class SoftmaxRegression : IDisposable
{
    private const int Memory = 10;
    private const double SufficientDecrease = 1e-4;
    private const double Curvature = 0.9;

    private readonly Tensor examples;
    private readonly Tensor labels;
    private readonly Tensor targets;
    private readonly Tensor penalized;
    private readonly long count;

    /// <param name="features">Standardised features [N, F].</param>
    /// <param name="labels">Labels [N].</param>
    /// <param name="classes">Number of classes.</param>
    public SoftmaxRegression(Tensor features, Tensor labels, int classes)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        count = features.shape[0];
        examples = cat([features, ones([count, 1])], 1).DetachFromDisposeScope();
        this.labels = labels.unsqueeze(1).DetachFromDisposeScope();
        targets = nn.functional.one_hot(labels, classes).to(ScalarType.Float32).DetachFromDisposeScope();

        // The last row of the weights is the bias, which pays nothing.
        penalized = cat([ones([features.shape[1], 1]), zeros([1, 1])], 0).DetachFromDisposeScope();
        Weights = zeros([features.shape[1] + 1, classes]).DetachFromDisposeScope();
    }

    /// <summary>[F + 1, classes]; the last row is the bias. Where the next search starts.</summary>
    public Tensor Weights { get; private set; }

    /// <summary>Minimises mean cross-entropy + penalty / 2 * sum of squared weights.</summary>
    /// <param name="penalty">0 or more.</param>
    /// <param name="iterations">At most this many.</param>
    /// <param name="tolerance">Ends when an iteration lowers the objective by less than this share of it.</param>
    /// <param name="cancellationToken">Ends the search after the current iteration.</param>
    /// <returns>Number of iterations.</returns>
    public int Minimize(double penalty, int iterations, double tolerance, CancellationToken cancellationToken)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        var steps = new LinkedList<(Tensor Step, Tensor Change, double Product)>();
        Tensor weights = Weights, scores = examples.matmul(weights);
        (double value, Tensor gradient) = Gradient(scores, weights, penalty);
        int iteration = 0, calm = 0;
        while (iteration < iterations && calm < 3 && !cancellationToken.IsCancellationRequested)
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor direction = Direction(gradient, steps);
            Tensor along = examples.matmul(direction);
            double length = Search(scores, along, weights, direction, value, gradient, penalty, iteration == 0);
            if (length == 0)
            {
                break;
            }

            Tensor step = direction.mul(length);
            Tensor next = weights.add(step), nextScores = scores.add(along.mul(length));
            (double nextValue, Tensor nextGradient) = Gradient(nextScores, next, penalty);
            Tensor change = nextGradient.sub(gradient);
            double product = Dot(step, change);
            if (product > 1e-12)
            {
                steps.AddFirst((step.MoveToOuterDisposeScope(), change.MoveToOuterDisposeScope(), product));
                if (steps.Count > Memory)
                {
                    steps.Last!.Value.Step.Dispose();
                    steps.Last.Value.Change.Dispose();
                    steps.RemoveLast();
                }
            }

            calm = value - nextValue < tolerance * Math.Max(1e-3, Math.Abs(nextValue)) ? calm + 1 : 0;
            Tensor old = weights, oldScores = scores, oldGradient = gradient;
            (weights, scores, gradient, value) = (next.MoveToOuterDisposeScope(), nextScores.MoveToOuterDisposeScope(), nextGradient.MoveToOuterDisposeScope(), nextValue);
            oldScores.Dispose();
            oldGradient.Dispose();
            if (!ReferenceEquals(old, Weights))
            {
                old.Dispose();
            }

            iteration++;
        }

        if (!ReferenceEquals(weights, Weights))
        {
            Weights.Dispose();
            Weights = weights.DetachFromDisposeScope();
        }

        return iteration;
    }

    public void Dispose()
    {
        foreach (Tensor one in new[] { examples, labels, targets, penalized, Weights })
        {
            one.Dispose();
        }
    }

    private (double Value, Tensor Gradient) Gradient(Tensor scores, Tensor weights, double penalty)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logs = scores.log_softmax(1);
        double loss = -logs.gather(1, labels).mean().item<float>();
        Tensor kept = weights.mul(penalized);
        Tensor gradient = examples.t().matmul(logs.exp().sub(targets)).div(count).add(kept, penalty);
        return (loss + (penalty / 2 * Dot(kept, kept)), gradient.MoveToOuterDisposeScope());
    }

    /// <summary>The two-loop recursion.</summary>
    private static Tensor Direction(Tensor gradient, LinkedList<(Tensor Step, Tensor Change, double Product)> steps)
    {
        Tensor q = gradient.neg();
        var shares = new List<double>();
        foreach ((Tensor step, Tensor change, double product) in steps)
        {
            double share = Dot(step, q) / product;
            shares.Add(share);
            q = q.add(change, -share);
        }

        if (steps.First is { } newest)
        {
            q = q.mul(newest.Value.Product / Dot(newest.Value.Change, newest.Value.Change));
        }

        int i = shares.Count;
        foreach ((Tensor step, Tensor change, double product) in steps.Reverse())
        {
            double share = Dot(change, q) / product;
            q = q.add(step, shares[--i] - share);
        }

        return q;
    }

    /// <summary>A step length that fulfils both conditions of Wolfe, by bisection and doubling; the objective is convex along the line.</summary>
    private double Search(Tensor scores, Tensor along, Tensor weights, Tensor direction, double value, Tensor gradient, double penalty, bool first)
    {
        double slope = Dot(gradient, direction);
        if (!(slope < 0))
        {
            return 0;
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor kept = weights.mul(penalized), keptDirection = direction.mul(penalized);
        double a = Dot(kept, kept), b = Dot(kept, keptDirection), c = Dot(keptDirection, keptDirection);
        double low = 0, high = double.PositiveInfinity, length = first ? Math.Min(1, 1 / Math.Sqrt(Dot(gradient, gradient))) : 1;
        for (int tries = 0; tries < 30; tries++)
        {
            (double loss, double lossSlope) = Along(scores, along, length);
            double reached = loss + (penalty / 2 * (a + (2 * length * b) + (length * length * c)));
            double reachedSlope = lossSlope + (penalty * (b + (length * c)));
            if (!(reached <= value + (SufficientDecrease * length * slope) + (1e-7 * Math.Abs(value))))
            {
                high = length;
            }
            else if (reachedSlope < Curvature * slope)
            {
                low = length;
            }
            else
            {
                return length;
            }

            length = double.IsPositiveInfinity(high) ? 2 * length : (low + high) / 2;
        }

        return low;
    }

    private (double Loss, double Slope) Along(Tensor scores, Tensor along, double length)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logs = scores.add(along, length).log_softmax(1);
        double slope = Dot(logs.exp().sub(targets), along) / count;
        return (-logs.gather(1, labels).mean().item<float>(), slope);
    }

    private static double Dot(Tensor a, Tensor b)
    {
        using Tensor product = a.mul(b);
        using Tensor sum = product.sum(ScalarType.Float64);
        return sum.item<double>();
    }
}
