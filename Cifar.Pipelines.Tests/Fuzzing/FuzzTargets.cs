using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>Every parser of what strangers may have written: for the tests, which change inputs at random, and for eng/fuzz.sh, which changes those that reach new branches.</summary>
internal static class FuzzTargets
{
    /// <summary>By name; each works in an empty folder of its own.</summary>
    public static IReadOnlyDictionary<string, Func<TemporaryFolder, FuzzTarget>> All { get; } = new SortedDictionary<string, Func<TemporaryFolder, FuzzTarget>>(StringComparer.Ordinal)
    {
        ["archive"] = ArchiveTargets.Compressed,
        ["archive-tar"] = ArchiveTargets.Tar,
        ["cifar-binary"] = folder => CifarBinaryTarget.In(folder, "train.bin"),
        ["cifar-fine-names"] = folder => CifarBinaryTarget.In(folder, "fine_label_names.txt"),
        ["cifar-coarse-names"] = folder => CifarBinaryTarget.In(folder, "coarse_label_names.txt"),
        ["command-line"] = CommandLineTarget.In,
        ["image-bmp"] = _ => ImageTarget.Of(".bmp"),
        ["image-gif"] = _ => ImageTarget.Of(".gif"),
        ["image-jpeg"] = _ => ImageTarget.Of(".jpg"),
        ["image-png"] = _ => ImageTarget.Of(".png"),
        ["image-webp"] = _ => ImageTarget.Of(".webp"),
        ["json-catalogue"] = _ => JsonTargets.Catalogue(),
        ["json-checkpoint-best"] = folder => CheckpointTargets.In(folder, checkpoints => checkpoints.Best),
        ["json-checkpoint-last"] = folder => CheckpointTargets.In(folder, checkpoints => checkpoints.Last),
        ["json-description"] = _ => JsonTargets.Description(),
        ["json-evaluation"] = _ => JsonTargets.Evaluation(),
        ["json-run"] = JsonTargets.Run,
        ["model-zip"] = ModelZipTargets.Whole,
        ["model-zip-parts"] = ModelZipTargets.Parts,
        ["onnx-backbone"] = _ => OnnxTargets.Backbone(),
        ["onnx-classifier"] = _ => OnnxTargets.Classifier(),
        ["safetensors"] = SafeTensorsTargets.File,
        ["safetensors-header"] = SafeTensorsTargets.Header,
    };
}
