using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>A head and how it came to be.</summary>
/// <param name="Module">From features [N, F] to logits [N, classes].</param>
/// <param name="Passes">Iterations or epochs.</param>
/// <param name="Optimizer">What found it.</param>
/// <param name="Setting">What was chosen on held-out images, for people.</param>
/// <param name="WeightDecay">Penalty on the squared weights.</param>
/// <param name="Validation">Accuracy and loss on the held-out images, of a head that has not learnt from them; null without any.</param>
/// <param name="LearntAll">Whether this head has then learnt from the held-out images too.</param>
internal sealed record FittedHead(
    nn.Module<Tensor, Tensor> Module,
    int Passes,
    string Optimizer,
    string Setting,
    double WeightDecay = 0,
    (double Accuracy, double Loss)? Validation = null,
    bool LearntAll = false);
