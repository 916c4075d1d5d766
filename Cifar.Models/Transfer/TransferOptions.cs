using System.ComponentModel.DataAnnotations;

namespace Cifar.Models.Transfer;

/// <summary>How a pretrained backbone is adapted to new classes: a head on its features, and fine-tuning of its last blocks if wanted.</summary>
public record TransferOptions : FeatureOptions
{
    /// <summary>What decides between the classes.</summary>
    /// <value>Softmax.</value>
    [EnumDataType(typeof(TransferHead))] public TransferHead Head { get; init; }

    /// <summary>Share of the images held out to choose by; stratified by class.</summary>
    /// <value>0.1. 0 (choose nothing) to 0.9.</value>
    [Range(0d, 0.9)] public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Penalty on the squared weights of the softmax head.</summary>
    /// <value>null: chosen on the held-out images; 0.001 without any. 0 to 10.</value>
    [Range(0d, 10d)] public double? WeightPenalty { get; init; }

    /// <summary>Seed of the held-out part, of the order of the images and of dropout.</summary>
    /// <value>0. 0 or more.</value>
    [Range(0, int.MaxValue)] public int Seed { get; init; }

    /// <summary>Last blocks of the backbone that are trained further.</summary>
    /// <value>0: none, the backbone stays as it is. 0 to 1,000; all but the first block at most.</value>
    [Range(0, 1000)] public int UnfreezeLast { get; init; }

    /// <summary>Passes over the images while fine-tuning.</summary>
    /// <value>8. 1 to 10,000.</value>
    [Range(1, 10_000)] public int Epochs { get; init; } = 8;

    /// <summary>Epochs without a better held-out accuracy after which fine-tuning stops.</summary>
    /// <value>null: never. 1 to 10,000; needs held-out images.</value>
    [Range(1, 10_000)] public int? Patience { get; init; }

    /// <summary>Images a step while fine-tuning.</summary>
    /// <value>64. 2 to 4,096.</value>
    [Range(2, 4096)] public int BatchSize { get; init; } = 64;

    /// <summary>Largest learning rate of the last block while fine-tuning.</summary>
    /// <value>0.0002. 1e-8 to 1.</value>
    [Range(1e-8, 1d)] public double LearningRate { get; init; } = 2e-4;

    /// <summary>Factor on the learning rate from one block to the one before it.</summary>
    /// <value>0.8. 0.01 to 1.</value>
    [Range(0.01, 1d)] public double LayerDecay { get; init; } = 0.8;

    /// <summary>Factor on the learning rate for the head.</summary>
    /// <value>2. 0.01 to 100.</value>
    [Range(0.01, 100d)] public double HeadRate { get; init; } = 2;

    /// <summary>Decoupled weight decay while fine-tuning.</summary>
    /// <value>0.02. 0 to 10.</value>
    [Range(0d, 10d)] public double WeightDecay { get; init; } = 0.02;

    /// <summary>Share of the target spread over all classes while fine-tuning.</summary>
    /// <value>0.1. 0 to 0.9.</value>
    [Range(0d, 0.9)] public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Share of the features that are dropped while fine-tuning.</summary>
    /// <value>0.2. 0 to 0.9.</value>
    [Range(0d, 0.9)] public double Dropout { get; init; } = 0.2;

    /// <summary>Whether blocks are unfrozen one by one, a block an epoch from the last.</summary>
    /// <value>false.</value>
    public bool Gradual { get; init; }

    /// <summary>Where blocks are trained; features and frozen blocks are always computed by ONNX Runtime on the CPU.</summary>
    /// <value>cpu. Or cuda, cuda:0 to cuda:99, mps.</value>
    [Required, RegularExpression("cpu|mps|cuda(:[0-9]{1,2})?")] public string Device { get; init; } = "cpu";

    /// <summary>Whether batch normalisation is trained as well.</summary>
    /// <value>false: its weights and statistics stay as they are.</value>
    public bool TrainBatchNormalization { get; init; }
}
