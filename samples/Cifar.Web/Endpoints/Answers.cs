namespace Cifar.Web.Endpoints;

/// <summary>What <c>/api/v1/classify</c> answers.</summary>
/// <param name="Model">Name of the model that answered.</param>
/// <param name="Pictures">One entry for each picture of the request, in its order.</param>
internal sealed record ClassifyAnswer(string Model, IReadOnlyList<PictureAnswer> Pictures);

/// <summary>The answer for one picture: predictions, or a problem where others of the same request could be read.</summary>
/// <param name="Name">File name that the client gave; null where it gave none.</param>
/// <param name="Width">Columns of the picture as it was sent.</param>
/// <param name="Height">Rows of the picture as it was sent.</param>
/// <param name="ModelVersion">The first 16 hexadecimal digits of the SHA-256 of the model file.</param>
/// <param name="Predictions">The most probable classes, most probable first.</param>
/// <param name="Superclass">The most probable superclass; null where the model has none.</param>
/// <param name="Timing">Milliseconds.</param>
/// <param name="Problem">Why there is no answer for this one.</param>
internal sealed record PictureAnswer(
    string? Name,
    int? Width,
    int? Height,
    string? ModelVersion,
    IReadOnlyList<PredictionAnswer>? Predictions,
    SuperclassAnswer? Superclass,
    TimingAnswer? Timing,
    string? Problem)
{
    /// <summary>Whether the model is sure of the first prediction; null where it has no threshold for that.</summary>
    public bool? Sure { get; init; }
}

/// <summary>A class.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Superclass">Name of its superclass; null where the model has none.</param>
/// <param name="Probability">0..1.</param>
internal sealed record PredictionAnswer(string Label, string? Superclass, float Probability);

/// <summary>A superclass and the sum of its classes' probabilities.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Probability">0..1.</param>
internal sealed record SuperclassAnswer(string Label, float Probability);

/// <summary>Where the time went, in milliseconds.</summary>
/// <param name="Waiting">For a worker.</param>
/// <param name="Decoding">Reading the picture and bringing it to the model's size.</param>
/// <param name="Scoring">The run of the model, with whatever other pictures it was given.</param>
internal sealed record TimingAnswer(double Waiting, double Decoding, double Scoring);

/// <summary>What <c>/api/v1/models</c> answers.</summary>
/// <param name="Models">The models that can be asked.</param>
/// <param name="Report">Where a report about them can be read; null where there is none.</param>
internal sealed record ModelsAnswer(IReadOnlyList<ModelAnswer> Models, string? Report);

/// <summary>A model that can be asked.</summary>
/// <param name="Name">What <c>?model=</c> takes.</param>
/// <param name="IsDefault">Whether it answers where none is named.</param>
/// <param name="Version">The first 16 hexadecimal digits of the SHA-256 of its file.</param>
/// <param name="Network">Name of its network.</param>
/// <param name="Width">Columns of the pictures that the network sees.</param>
/// <param name="Height">Rows of them.</param>
/// <param name="Sharpens">Whether it sharpens pictures first.</param>
/// <param name="ValidationAccuracy">Share of held-out images it had right when it was trained, 0..1; null if unknown.</param>
/// <param name="LoadedAt">When this version was loaded.</param>
/// <param name="Labels">Its classes.</param>
/// <param name="Superclasses">Its superclasses; null where there are none.</param>
/// <param name="Note">What a person should know about it.</param>
internal sealed record ModelAnswer(
    string Name,
    bool IsDefault,
    string Version,
    string Network,
    int Width,
    int Height,
    bool Sharpens,
    double? ValidationAccuracy,
    DateTimeOffset LoadedAt,
    IReadOnlyList<string> Labels,
    IReadOnlyList<string>? Superclasses,
    string? Note);

/// <summary>Which parts of a picture speak for a class.</summary>
/// <param name="Label">The class.</param>
/// <param name="Probability">Its probability for the whole picture.</param>
/// <param name="Method"><c>grad-cam</c> or <c>occlusion</c>: how it was found out.</param>
/// <param name="Rows">Rows of the map, which is stretched over the picture.</param>
/// <param name="Columns">Columns of the map.</param>
/// <param name="Values">Row by row, 0 (says nothing for the class) to 1 (says most).</param>
/// <param name="Peak">What 1 stands for: with occlusion the probability that is lost when that part is covered, with Grad-CAM logits times activation. 0 or less: nothing speaks for it.</param>
internal sealed record ExplainAnswer(string Label, float Probability, string Method, int Rows, int Columns, IReadOnlyList<float> Values, float Peak);
