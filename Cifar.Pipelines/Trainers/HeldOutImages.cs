using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Pipelines.Evaluation;

namespace Cifar.Pipelines.Trainers;

/// <summary>A copy of the images that a training holds out, to calibrate the model on when it is done: the training itself lets go of its images.</summary>
internal sealed class HeldOutImages
{
    private const int BatchSize = 250;

    private readonly float[] features;
    private readonly int[] labels;

    private HeldOutImages(float[] features, int[] labels) => (this.features, this.labels) = (features, labels);

    /// <param name="values">Images [N, 3, H, W]: pixels as bytes, or features.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="toFeature">From a value of one of the three channels to what the network takes.</param>
    /// <param name="options">The share that is held out, and the seed by which the training divides the images.</param>
    public static HeldOutImages Of<T>(T[] values, int[] labels, Func<T, int, float> toFeature, TrainingOptions options)
    {
        int[] held = StratifiedSplit.Split(labels, options.ValidationFraction, options.Seed).Validation;
        if (held.Length == 0)
        {
            throw new ArgumentException($"Holding out {options.ValidationFraction:P0} of {labels.Length} images leaves none to calibrate on. Raise {nameof(options.ValidationFraction)}.");
        }

        int length = values.Length / labels.Length, plane = length / PixelNormalization.Channels;
        var features = new float[held.Length * length];
        for (int i = 0; i < features.Length; i++)
        {
            int place = i % length;
            features[i] = toFeature(values[(held[i / length] * length) + place], place / plane);
        }

        return new HeldOutImages(features, Array.ConvertAll(held, i => labels[i]));
    }

    /// <summary>Fits the temperature of a network to these images.</summary>
    /// <param name="network">ONNX from features to probabilities, not calibrated yet.</param>
    public TemperatureFit Fit(byte[] network)
    {
        using var scorer = new OnnxImageScorer(network);
        int length = features.Length / labels.Length;
        var logits = new float[labels.Length * scorer.Classes];
        for (int first = 0; first < labels.Length; first += BatchSize)
        {
            int count = Math.Min(BatchSize, labels.Length - first);
            scorer.Run(features.AsSpan(first * length, count * length), logits.AsSpan(first * scorer.Classes, count * scorer.Classes));
        }

        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] = TemperatureScaling.LogitOf(logits[i]);
        }

        return TemperatureScaling.Fit(logits, labels);
    }
}
