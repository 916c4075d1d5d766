namespace Cifar.Models.Transfer;

/// <summary>What decides between the classes, given features.</summary>
public enum TransferHead
{
    /// <summary>Softmax regression, trained to convergence; its weight penalty is chosen on held-out images.</summary>
    Softmax,

    /// <summary>One hidden layer of 512 with dropout 0.5.</summary>
    Dense,

    /// <summary>The most similar training images vote, the more similar the more.</summary>
    Neighbours,

    /// <summary>The most similar class mean (Snell et al. 2017, arXiv:1703.05175, with cosines).</summary>
    Prototype,
}
