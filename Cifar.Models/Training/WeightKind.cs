namespace Cifar.Models.Training;

/// <summary>What a weight does in a network; optimisers treat the kinds differently.</summary>
internal enum WeightKind
{
    /// <summary>The kernel of a convolution or the matrix of a hidden linear layer.</summary>
    Matrix,

    /// <summary>The matrix of the last linear layer, whose rows are the classes.</summary>
    Head,

    /// <summary>What a layer adds, norm layers included.</summary>
    Bias,

    /// <summary>The scale of a norm layer.</summary>
    Normalization,
}
