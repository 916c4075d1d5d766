using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>A model that gives each class a score.</summary>
interface IMulticlassScorer
{
    int Features { get; }

    int Classes { get; }

    /// <summary>Writes one score for each class. Thread-safe.</summary>
    void Score(in VBuffer<float> features, Span<float> scores);
}
