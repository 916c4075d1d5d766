namespace Cifar.Models.Training.Optimization;

/// <summary>How gradients change weights: the rule, its constants, and what differs between kinds of weights.</summary>
public sealed record OptimizerSettings
{
    /// <summary>The rule.</summary>
    /// <value><see cref="TrainingOptimizer.AdamW"/>.</value>
    public TrainingOptimizer Optimizer { get; init; } = TrainingOptimizer.AdamW;

    /// <summary>
    /// Pull of the weights towards 0. With AdamW and Muon a step multiplies weights by 1 - rate * decay; with Adam and SGD decay * weight is added to
    /// the gradient, unless <see cref="DecoupledDecay"/> is set.
    /// </summary>
    /// <value>0. 0 or more.</value>
    public double WeightDecay { get; init; }

    /// <summary>Whether SGD decays weights apart from the gradient (Loshchilov and Hutter 2017, arXiv:1711.05101); AdamW and Muon always do, Adam never.</summary>
    /// <value>false.</value>
    public bool DecoupledDecay { get; init; }

    /// <summary>Whether norm layers and all biases decay too.</summary>
    /// <value>false.</value>
    public bool DecayNormalization { get; init; }

    /// <summary>
    /// Share of the running gradient that a step keeps: Nesterov's momentum with SGD, and with Muon for all that is no matrix; the first beta of Adam
    /// and AdamW.
    /// </summary>
    /// <value>0.9. 0 to below 1.</value>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Share of the running squared gradient that a step of Adam and AdamW keeps: the second beta.</summary>
    /// <value>0.999. 0 to below 1.</value>
    public double SquareMomentum { get; init; } = 0.999;

    /// <summary>Share of the running gradient of matrices that a step of Muon keeps.</summary>
    /// <value>0.6. 0 to below 1.</value>
    public double MatrixMomentum { get; init; } = 0.6;

    /// <summary>Newton-Schulz iterations of Muon: more make the singular values of a step more alike.</summary>
    /// <value>3. 1 to 20.</value>
    public int NewtonSchulzSteps { get; init; } = 3;

    /// <summary>
    /// Whether Muon scales each matrix (a kernel of a convolution included) to the norm sqrt(rows) before it adds a step, as in the CIFAR speed runs:
    /// right where a norm layer without own scale follows. Decay of matrices then has no effect.
    /// </summary>
    /// <value>true.</value>
    public bool NormalizeMatrices { get; init; } = true;

    /// <summary>Learning rate of biases and norm layers as a factor of the rate of the rest.</summary>
    /// <value>1. 0 or more.</value>
    public double BiasRate { get; init; } = 1;

    /// <summary>Learning rate of the last layer's matrix as a factor of the rate of the rest.</summary>
    /// <value>1. 0 or more.</value>
    public double HeadRate { get; init; } = 1;

    /// <summary>Largest norm of all gradients together; larger ones are scaled down to it. Null for no limit.</summary>
    /// <value>null. Above 0.</value>
    public double? GradientClip { get; init; }

    /// <summary>Steps after which Lookahead moves its slow weights (Zhang and others 2019, arXiv:1907.08610); 0 for none.</summary>
    /// <value>0. 0 or more.</value>
    public int LookaheadSteps { get; init; }

    /// <summary>Share of the way to the fast weights that Lookahead's slow weights go; the fast ones start again from there.</summary>
    /// <value>0.5. Above 0, up to 1.</value>
    public double LookaheadShare { get; init; } = 0.5;
}
