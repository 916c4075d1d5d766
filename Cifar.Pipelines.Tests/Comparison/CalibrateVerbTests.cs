using System.Text.Json;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Comparison;

/// <summary><c>cifar evaluate</c> and <c>cifar calibrate</c> on a trained model.</summary>
[Collection(TorchTests.Name)]
[Trait("Category", "Slow")]
public sealed class CalibrateVerbTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public async Task Both_forms_of_a_model_are_calibrated_and_predict_what_they_did()
    {
        async Task<JsonElement> Evaluate(string model) => (await CliRun.Of("evaluate", "--model", model, "--data", TrainedRun.Data, "--tta", "flip", "--json")).Succeeds().Json;
        var before = await Evaluate(run.Zip);
        Assert.Equal("flip", before.GetProperty("augmented").GetProperty("augmentation").GetString());
        var stored = EvaluationFolder.Read(run.Folder);
        Assert.Equal(200, stored.Images.Count);
        Assert.True(stored.Record.Costs.MultiplyAdds > 10_000_000);

        // Twice: the second time a temperature is in the files already.
        for (int time = 0; time < 2; time++)
        {
            var fit = (await CliRun.Of("calibrate", "--model", run.Zip, "--data", TrainedRun.Data, "--json")).Succeeds().Json.GetProperty("fit");
            Assert.Equal(120, fit.GetProperty("count").GetInt32());
            Assert.True(fit.GetProperty("logLossAfter").GetDouble() <= fit.GetProperty("logLossBefore").GetDouble());
            Assert.Equal(1, time == 0 ? 1 : fit.GetProperty("factor").GetDouble(), 0.001);
        }

        // What was evaluated is not what lies there now.
        Assert.Contains("calibrated or trained anew", Assert.Throws<InvalidDataException>(() => EvaluationFolder.Read(run.Folder)).Message, StringComparison.Ordinal);
        var zip = await Evaluate(run.Zip);
        Assert.Equal(zip.GetProperty("temperature").GetDouble(), EvaluationFolder.Read(run.Folder).Record.Temperature);
        var onnx = await Evaluate(run.Onnx);
        Assert.NotEqual(1, zip.GetProperty("temperature").GetDouble());
        foreach (string same in new[] { "microAccuracy", "top5Accuracy", "macroF1" })
        {
            Assert.Equal(before.GetProperty(same).GetDouble(), zip.GetProperty(same).GetDouble(), 1e-12);
        }

        foreach (string same in new[] { "logLoss", "temperature", "microAccuracy", "expectedCalibrationError" })
        {
            Assert.Equal(zip.GetProperty(same).GetDouble(), onnx.GetProperty(same).GetDouble(), 1e-4);
        }
    }

    [Fact]
    public async Task A_training_can_calibrate_and_says_what_that_did()
    {
        using var folder = new TemporaryFolder();
        string[] training = ["train", "--net", "simple-cnn", "--data", "synthetic:200,100", "--epochs", "1", "--batch", "40", "--calibrate", "--out", folder["run"]];
        var fit = (await CliRun.Of([.. training, "--validation", "0.2", "--json"])).Succeeds().Json.GetProperty("calibration");
        Assert.Equal(40, fit.GetProperty("count").GetInt32());
        Assert.True(fit.GetProperty("logLossAfter").GetDouble() <= fit.GetProperty("logLossBefore").GetDouble());
        Assert.True(fit.TryGetProperty("calibrationErrorBefore", out _) && fit.TryGetProperty("calibrationErrorAfter", out _));
        foreach (string model in new[] { "model.zip", "model.onnx" })
        {
            Assert.Equal(fit.GetProperty("factor").GetDouble(), (await CliRun.Of("info", folder["run", model], "--json")).Succeeds().Json.GetProperty("temperature").GetDouble());
        }

        (await CliRun.Of("evaluate", "--model", folder["run", "model.onnx"], "--data", "synthetic:200,100")).Succeeds();
        (await CliRun.Of("report", folder["run"], "--out", folder["out"])).Succeeds();
        Assert.Contains("calibration.logLossBefore", await File.ReadAllTextAsync(folder["out", "report.html"]), StringComparison.Ordinal);
        Assert.Contains("held-out", (await CliRun.Of([.. training, "--validation", "0"])).FailsWith(2), StringComparison.Ordinal);
    }
}
