using Cifar.Pipelines.Explanation;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>Classifies pictures, many at once, with a model that may be replaced while it does.</summary>
/// <remarks>
/// Thread-safe. A fixed number of workers do the work; as many pictures as <see cref="CifarClassifierOptions.QueueLength"/> may wait for them, one more is turned
/// away with <see cref="ClassifierBusyException"/>. A call that was accepted is answered by the model that is current when a worker takes it.
/// All methods that take a picture throw <see cref="ImageRejectedException"/> for what is no picture or breaks a limit, and
/// <see cref="OperationCanceledException"/> when cancelled; a picture that a worker has begun with is finished nevertheless.
/// </remarks>
public interface IImageClassifier
{
    /// <summary>The model that answers at the moment.</summary>
    ServedModelInfo Model { get; }

    /// <summary>Classifies a picture.</summary>
    /// <param name="image">The bytes of a PNG, JPEG, WebP, GIF or BMP file; they must not change before the task ends.</param>
    /// <param name="top">How many classes to name, at least 1; more than there are gives all.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The most probable classes.</returns>
    /// <exception cref="ClassifierBusyException">The queue is full.</exception>
    Task<ClassificationResult> ClassifyAsync(ReadOnlyMemory<byte> image, int top = 5, CancellationToken cancellationToken = default);

    /// <summary>Classifies a picture.</summary>
    /// <param name="image">A stream of such a file, from its position to its end; it is left open.</param>
    /// <param name="top">How many classes to name, at least 1; more than there are gives all.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The most probable classes.</returns>
    /// <exception cref="ClassifierBusyException">The queue is full.</exception>
    Task<ClassificationResult> ClassifyAsync(Stream image, int top = 5, CancellationToken cancellationToken = default);

    /// <summary>Classifies a picture.</summary>
    /// <param name="path">Such a file.</param>
    /// <param name="top">How many classes to name, at least 1; more than there are gives all.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The most probable classes.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ClassifierBusyException">The queue is full.</exception>
    Task<ClassificationResult> ClassifyAsync(string path, int top = 5, CancellationToken cancellationToken = default);

    /// <summary>Classifies a picture that is in memory already.</summary>
    /// <param name="image">The picture, of any size; it stays the caller's, who must not dispose it before the task ends.</param>
    /// <param name="top">How many classes to name, at least 1; more than there are gives all.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The most probable classes.</returns>
    /// <exception cref="ClassifierBusyException">The queue is full.</exception>
    Task<ClassificationResult> ClassifyAsync(MLImage image, int top = 5, CancellationToken cancellationToken = default);

    /// <summary>Classifies many files, as fast as the workers can, and waits where a single call would be turned away.</summary>
    /// <param name="paths">The files; only a few are read ahead. <see cref="CifarClassifierOptions.TimeLimit"/> is not for them: they wait for each other.</param>
    /// <param name="top">How many classes to name for each, at least 1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>One answer or error for each file, in the order of the files.</returns>
    IAsyncEnumerable<FileClassification> ClassifyManyAsync(IEnumerable<string> paths, int top = 5, CancellationToken cancellationToken = default);

    /// <summary>The picture as the network sees it: brought to the model's size and sharpened if the model does that.</summary>
    /// <param name="image">As for <see cref="ClassifyAsync(ReadOnlyMemory{byte}, int, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Its pixels.</returns>
    /// <exception cref="ClassifierBusyException">The queue is full.</exception>
    Task<NetworkInput> ReadInputAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default);

    /// <summary>Which parts of a picture speak for a class.</summary>
    /// <param name="image">As for <see cref="ClassifyAsync(ReadOnlyMemory{byte}, int, CancellationToken)"/>.</param>
    /// <param name="label">The class; null for the most probable one.</param>
    /// <param name="method">
    /// How to find out. Grad-CAM looks into the network; ML.NET models, and ONNX models whose network does not allow it, are explained by occlusion all the same.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The map, the class it is for, and the method that was used. The map is coarser than the picture: stretch it over it.</returns>
    /// <remarks>
    /// Grad-CAM: Selvaraju and others 2017, arXiv:1610.02391. Occlusion: each part is covered in turn and the loss of probability is measured; M. D. Zeiler and
    /// R. Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014, section 4.2.
    /// </remarks>
    /// <exception cref="ArgumentException">The model has no such class.</exception>
    /// <exception cref="ClassifierBusyException">The queue is full.</exception>
    Task<ImageExplanation> ExplainAsync(
        ReadOnlyMemory<byte> image, string? label = null, ExplanationMethod method = ExplanationMethod.GradCam, CancellationToken cancellationToken = default);
}
