using System.CommandLine;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Microsoft.ML;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar calibrate</c>: makes the probabilities of a model mean what they say.</summary>
internal static class CalibrateVerb
{
    public static Command Create()
    {
        var model = ModelOption.Create();
        var data = DataOption.Create();
        var split = ModelSplit.Option(ModelSplit.Validation);
        var target = new Option<string?>("--out") { Description = "The calibrated model. Default: the model itself, and the other form of it in the same folder.", HelpName = "FILE" };
        var command = new Command("calibrate", "Fits a temperature to images held out from training, and writes it into the model. What it predicts stays the same.") { model, data, split, target };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(
            parsed.GetRequiredValue(model), parsed.GetRequiredValue(data), parsed.GetRequiredValue(split), parsed.GetValue(target), Root.ScreenOf(parsed), cancellationToken)));
        return command;
    }

    private static int Run(string file, DataSource source, string part, string? target, Screen screen, CancellationToken cancellationToken)
    {
        var ml = new MLContext();
        TemperatureFit fit;
        ModelDescription before;
        using (var model = ModelOption.Load(ml, file))
        {
            before = model.Description;
            var split = ModelSplit.Load(source, part, before, RunConfiguration.Beside(file), screen, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            screen.Note($"calibrating on {split.Images.Count:N0} {part} images: {source.Description}");
            if (part == ModelSplit.Test)
            {
                screen.Note("note: test images that were calibrated on cannot judge the calibration any more");
            }

            fit = ml.MulticlassClassification.FitTemperature(model.Transformer.Transform(ml.Data.LoadLabeledImages(split.Images)));
        }

        // Both forms of one model must give the same probabilities.
        var files = new List<(string Source, string Target)> { (file, target ?? file) };
        string sibling = Path.ChangeExtension(file, IsOnnx(file) ? ".zip" : ".onnx");
        if (target is null && File.Exists(sibling) && IsSameModel(ml, sibling, before))
        {
            files.Add((sibling, sibling));
        }

        double temperature = before.Temperature;
        foreach (var (from, to) in files)
        {
            temperature = ModelCalibration.Apply(ml, from, to, fit.Factor).Temperature;
        }

        Print(screen, [.. files.Select(pair => pair.Target)], source, part, temperature, fit);
        if (files.Select(pair => Path.GetDirectoryName(Path.GetFullPath(pair.Target))!).FirstOrDefault(folder => File.Exists(Path.Combine(folder, EvaluationFolder.EvaluationFile))) is { } evaluated)
        {
            screen.Note($"note: {Path.Combine(evaluated, EvaluationFolder.EvaluationFile)} is of the model as it was; compare and report refuse it until the model is evaluated again");
        }

        return ExitCode.Done;
    }

    private static void Print(Screen screen, IReadOnlyList<string> files, DataSource source, string part, double temperature, TemperatureFit fit)
    {
        if (screen.Json)
        {
            screen.WriteJson(new CalibrateResult(files, source.ToString(), part, temperature, fit), JsonResults.Readable.CalibrateResult);
        }

        screen.Write(FactsTable.Create($"calibrated on {fit.Count:N0} {part} images",
        [
            ("data", source.Description),
            .. CalibrationFacts.Of(fit, temperature),
            ("written", string.Join(", ", files)),
        ]));
    }

    private static bool IsSameModel(MLContext ml, string file, ModelDescription description)
    {
        using var model = ImageClassifierModel.Load(ml, file);
        return model.Description.ToJson() == description.ToJson();
    }

    private static bool IsOnnx(string file) => Path.GetExtension(file).Equals(".onnx", StringComparison.OrdinalIgnoreCase);
}
