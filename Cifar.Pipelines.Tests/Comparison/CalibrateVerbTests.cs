using System.Text.Json;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Tests.CommandLine;
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

        var zip = await Evaluate(run.Zip);
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
}
