using System.CommandLine;
using System.Globalization;
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
        var model = ModelOption.Create(required: true);
        var data = DataOption.Create();
        var split = ModelSplit.Option(ModelSplit.Validation);
        var target = new Option<string?>("--out") { Description = "The calibrated model. Default: the model itself, and the other form of it in the same folder.", HelpName = "FILE" };
        var risk = new Option<double>("--risk") { Description = "Share of the sure answers that may be wrong, 0 to 1: below the probability where that holds the model says that it is not sure.", HelpName = "SHARE", DefaultValueFactory = _ => AnswerThresholds.DefaultRisk };
        risk.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) && share is not (> 0 and < 1))
            {
                result.AddError($"--risk is {token.Value}; it must be above 0 and below 1.");
            }
        });
        var like = new Option<string?>("--like") { Description = "Take temperature and threshold of another calibrated model of the same network instead, where a model learnt from all images and none are left to fit to.", HelpName = "FILE" };
        data.Required = false;
        var onBadImage = BadImages.Option();
        var command = new Command("calibrate", "Fits a temperature to images held out from training, and writes it into the model. What it predicts stays the same.") { model, data, split, risk, like, target, onBadImage };
        command.Validators.Add(result =>
        {
            if (result.GetResult(data) is null == result.GetResult(like) is null)
            {
                result.AddError("Say what to calibrate on, --data, or which model to take the temperature from, --like; one of the two.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            string file = ModelOption.Resolve(parsed.GetRequiredValue(model)).File;
            var screen = Root.ScreenOf(parsed);
            return Task.FromResult(parsed.GetValue(like) is { } other
                ? Copy(file, other, parsed.GetValue(target), screen)
                : Run(file, parsed.GetRequiredValue(data), parsed.GetRequiredValue(split), parsed.GetValue(risk), parsed.GetValue(target), BadImages.Of(parsed.GetValue(onBadImage)), screen, cancellationToken));
        });
        return command;
    }

    private static int Run(string file, DataSource source, string part, double risk, string? target, BadImages bad, Screen screen, CancellationToken cancellationToken)
    {
        var ml = new MLContext();
        TemperatureFit fit;
        ModelDescription before;
        using (var model = ModelOption.Load(ml, file))
        {
            before = model.Description;
            var split = ModelSplit.Load(source, part, before, RunConfiguration.Beside(file), bad, screen, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            screen.Note($"calibrating on {split.Images.Count:N0} {part} images: {source.Description}");
            if (part == ModelSplit.Test)
            {
                screen.Note("note: test images that were calibrated on cannot judge the calibration any more");
            }

            fit = ml.MulticlassClassification.FitTemperature(model.Transformer.Transform(ml.Data.LoadLabeledImages(split.Images)), risk: risk);
        }

        if (fit.AtLimit)
        {
            string why = fit.Factor < 1 ? "the model is right about them all, or nearly, so the surer the better" : "what the model says has nothing to do with what they are";
            throw new InvalidDataException($"These {fit.Count:N0} images do not determine a temperature: {why}. Nothing was written.\nCalibrate on more images that the model did not learn from.");
        }

        string[] files = Write(ml, file, target, before, fit.Factor, fit.Threshold, screen);
        double temperature = before.Temperature * fit.Factor;
        if (screen.Json)
        {
            screen.WriteJson(new CalibrateResult(files, source.ToString(), part, temperature, fit), JsonResults.Readable.CalibrateResult);
        }

        screen.Write(FactsTable.Create($"calibrated on {fit.Count:N0} {part} images",
        [
            ("data", source.Description),
            .. CalibrationFacts.Of(fit, temperature, risk),
            ("written", string.Join(", ", files)),
        ]));
        return ExitCode.Done;
    }

    private static int Copy(string file, string like, string? target, Screen screen)
    {
        var ml = new MLContext();
        using var model = ModelOption.Load(ml, file);
        using var other = ModelOption.Load(ml, like);
        var (before, taken) = (model.Description, other.Description);
        if (before.Network != taken.Network || !before.Labels.Equals(taken.Labels))
        {
            throw new InvalidDataException($"{like} is a {taken.Network} of {taken.Labels.Fine.Count} classes, {file} a {before.Network} of {before.Labels.Fine.Count}: their probabilities need not be alike.\nTake a model of the same network and classes.");
        }

        if (taken is { Temperature: 1, Threshold: null })
        {
            throw new InvalidDataException($"{like} was never calibrated: it has no temperature to take.\nCalibrate it first, on images that it did not learn from.");
        }

        string[] files = Write(ml, file, target, before, taken.Temperature / before.Temperature, taken.Threshold, screen);
        if (screen.Json)
        {
            screen.WriteJson(new CalibrateResult(files, null, null, taken.Temperature, null), JsonResults.Readable.CalibrateResult);
        }

        screen.Write(FactsTable.Create($"calibrated like {like}", [("temperature", $"{taken.Temperature:F4}"), ("sure of its answer", taken.Threshold is { } threshold ? $"from a probability of {threshold.Probability:F3} on" : null), ("written", string.Join(", ", files))]));
        return ExitCode.Done;
    }

    // Both forms of one model must give the same probabilities.
    private static string[] Write(MLContext ml, string file, string? target, ModelDescription before, double factor, AnswerThreshold? threshold, Screen screen)
    {
        var files = new List<(string Source, string Target)> { (file, target ?? file) };
        string sibling = Path.ChangeExtension(file, IsOnnx(file) ? ".zip" : ".onnx");
        if (target is null && File.Exists(sibling) && IsSameModel(ml, sibling, before))
        {
            files.Add((sibling, sibling));
        }

        foreach (var (from, to) in files)
        {
            ModelCalibration.Apply(ml, from, to, factor, threshold);
        }

        if (files.Select(pair => Path.GetDirectoryName(Path.GetFullPath(pair.Target))!).FirstOrDefault(folder => File.Exists(Path.Combine(folder, EvaluationFolder.EvaluationFile))) is { } evaluated)
        {
            screen.Note($"note: {Path.Combine(evaluated, EvaluationFolder.EvaluationFile)} is of the model as it was; compare and report refuse it until the model is evaluated again");
        }

        return [.. files.Select(pair => pair.Target)];
    }

    private static bool IsSameModel(MLContext ml, string file, ModelDescription description)
    {
        using var model = ImageClassifierModel.Load(ml, file);
        return model.Description.ToJson() == description.ToJson();
    }

    private static bool IsOnnx(string file) => Path.GetExtension(file).Equals(".onnx", StringComparison.OrdinalIgnoreCase);
}
