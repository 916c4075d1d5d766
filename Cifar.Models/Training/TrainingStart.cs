using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>What an <see cref="ITrainingObserver"/> learns before the first step.</summary>
/// <param name="Options">How the user wants to train.</param>
/// <param name="Recipe">The same with nothing left open.</param>
/// <param name="Network">The network; not to be changed or kept.</param>
/// <param name="TrainingImages">Images trained on.</param>
/// <param name="ValidationImages">Images held out.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
/// <param name="EarlierEpochs">The epochs done before this training was taken up again; empty for a new one.</param>
/// <param name="Normalization">How pixels become inputs.</param>
/// <param name="SampleBatch">Makes a batch of so many training images as the network sees them, augmented and normalised: float32 [n, 3, H, W]. Takes no random numbers from the training. The caller disposes it.</param>
public sealed record TrainingStart(
    TrainingOptions Options,
    TrainingRecipe Recipe,
    ImageNetwork Network,
    int TrainingImages,
    int ValidationImages,
    int StepsPerEpoch,
    IReadOnlyList<TrainingEpoch> EarlierEpochs,
    PixelNormalization Normalization,
    Func<int, Tensor> SampleBatch);
