using System.CommandLine;
using Cifar.Cli.Output;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Precision;
using Cifar.Pipelines;
using Cifar.Pipelines.Data;
using Microsoft.ML;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar info</c>: what a model file holds.</summary>
internal static class InfoVerb
{
    private const int LabelsShown = 12;

    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "model.zip, model.onnx, or the name of a model that comes with cifar; without it, the one that predict takes.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("info", "Shows what is inside a model: inputs, outputs, labels, preprocessing, training.") { file };
        command.SetAction(parsed => Run(ModelOption.FileOf(parsed.GetValue(file) ?? ModelOption.Default, Root.ScreenOf(parsed)), Root.ScreenOf(parsed)));
        return command;
    }

    private static int Run(string file, Screen screen)
    {
        using var model = ModelOption.Load(new MLContext(), file);
        var description = model.Description;
        var result = Describe(file, description);
        if (screen.Json)
        {
            screen.WriteJson(result, JsonResults.Readable.InfoResult);
        }

        screen.Write(FactsTable.Create(file,
        [
            ("format", $"{result.Format}, {result.Bytes:N0} bytes"),
            ("numbers", result.Precision is { } precision ? ExportOutput.Name(precision) : null),
            ("network", result.Network),
            .. result.Inputs.Select(port => ("input", (string?)Text(port))),
            .. result.Outputs.Select(port => ("output", (string?)Text(port))),
            ("labels", $"{result.Labels.Count}: {Names(result.Labels)}"),
            ("superclasses", result.Superclasses is { } superclasses ? $"{superclasses.Count}: {Names(superclasses)}" : null),
            ("sharpening", Text(result.Preprocessing.Sharpening)),
            ("normalisation", Text(result.Preprocessing.Normalization)),
            ("temperature", $"{result.Temperature}"),
            ("sure of its answer", result.Threshold is { } threshold
                ? $"from a probability of {threshold.Probability:F3} on: {100 * threshold.Coverage:F1} % of {threshold.Images:N0} images held out, at most {100 * threshold.Risk:0.#} % of them wrongly" : null),
            .. TrainingFacts(result.Training),
            ("note", ModelOption.SyntheticNote(description)),
        ]));
        return ExitCode.Done;
    }

    private static InfoResult Describe(string file, ModelDescription description)
    {
        bool isOnnx = Path.GetExtension(file).Equals(".onnx", StringComparison.OrdinalIgnoreCase);
        int classes = description.Labels.Fine.Count;
        ModelPort[] inputs = isOnnx
            ? [new(OnnxExport.PixelsInput, "float32, RGB 0..255", [null, PixelNormalization.Channels, description.Height, description.Width])]
            : [new(ColumnNames.Image, "image, brought to", [description.Height, description.Width])];
        ModelPort[] outputs = isOnnx
            ? [new(OnnxExport.LogitsOutput, "float32", [null, classes]), new(OnnxExport.ProbabilitiesOutput, "float32", [null, classes])]
            : [
                new(ColumnNames.Score, "float32", [classes]),
                new(ColumnNames.PredictedLabel, "key", []),
                new(ColumnNames.PredictedClass, "text", []),
                new(ColumnNames.ModelDescription, "text", []),
            ];
        return new InfoResult(
            file, isOnnx ? "ONNX" : "ML.NET", new FileInfo(file).Length, description.Network, inputs, outputs, description.Labels.Fine,
            description.Labels.Coarse, description.Labels.CoarseOfFine, description.Preprocessing, description.Temperature, description.Training)
        {
            Threshold = description.Threshold,
            Precision = isOnnx ? OnnxPrecision.Of(File.ReadAllBytes(file)) : null,
        };
    }

    private static IEnumerable<(string Name, string? Value)> TrainingFacts(TrainingSummary? training)
    {
        if (training is null)
        {
            yield break;
        }

        yield return ("trained", $"{training.Epochs} epochs on {training.TrainingImages:N0} images, best epoch {training.BestEpoch}{(training.Interrupted ? ", interrupted" : "")}");
        yield return ("validation accuracy", training.ValidationAccuracy is { } accuracy ? $"{100 * accuracy:F2} % of {HeldOut(training.ValidationImages)}" : null);
        yield return ("options", $"{training.Optimizer}, {training.Schedule}, batch {training.BatchSize}, learning rate {training.LearningRate}, weight decay {training.WeightDecay}, seed {training.Seed}");
    }

    /// <summary>The images that a validation accuracy is of.</summary>
    public static string HeldOut(int images) => images > 0 ? $"{images:N0} images held out from training" : "the images held out to choose by, before it learnt from them too";

    private static string Text(ModelPort port) =>
        port.Shape.Count == 0 ? $"{port.Name}: {port.Type}" : $"{port.Name}: {port.Type} [{string.Join(", ", port.Shape.Select(size => size?.ToString() ?? "N"))}]";

    private static string Text(SharpeningKernel? kernel) => kernel switch
    {
        null => "none",
        _ when kernel.Equals(SharpeningKernel.Default) => "unsharp mask, 5 x 5 binomial blur, amount 1",
        _ => $"unsharp mask, {kernel.Size} x {kernel.Size} kernel, divisor {kernel.Divisor}, threshold {kernel.Threshold}",
    };

    private static string Text(PixelNormalization normalization) =>
        $"(pixel - [{string.Join(", ", normalization.Offset)}]) * [{string.Join(", ", normalization.Scale)}]";

    private static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(LabelsShown)) + (names.Count > LabelsShown ? $", … {names[^1]}" : "");
}
