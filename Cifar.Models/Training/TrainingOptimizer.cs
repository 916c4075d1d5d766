namespace Cifar.Models.Training;

/// <summary>The rule by which gradients change weights.</summary>
public enum TrainingOptimizer
{
    /// <summary>Adam (Kingma and Ba 2014, arXiv:1412.6980); weight decay is added to the gradient.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2017, arXiv:1711.05101).</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with Nesterov's momentum (Sutskever and others 2013).</summary>
    Sgd,

    /// <summary>
    /// Muon for matrices and kernels of convolutions, whose steps are made orthogonal (Jordan and others 2024), and <see cref="Sgd"/> for the last layer,
    /// biases and norm layers.
    /// </summary>
    Muon,
}
