using Cifar.Pipelines.Evaluation;
using MathNet.Numerics.Statistics;

namespace Cifar.Pipelines.Comparison;

/// <summary>Puts runs into pipelines, and every pipeline beside every other.</summary>
internal sealed class RunComparison
{
    private readonly IReadOnlyList<EvaluatedRun> runs;
    private readonly ComparisonOptions options;
    private readonly PipelineRuns[] pipelines;
    private readonly AccuracyBootstrap bootstrap;

    public RunComparison(IReadOnlyList<EvaluatedRun> runs, ComparisonOptions options)
    {
        this.runs = runs;
        this.options = options;
        pipelines = [.. PipelineRuns.Group(runs, options).OrderByDescending(pipeline => pipeline.MeanAccuracy)];
        bootstrap = AccuracyBootstrap.Run(runs, options);
    }

    public ComparisonReport Report()
    {
        var first = runs[0].Record;
        return new ComparisonReport(
            first.TestSet, first.Report.Classes, options.Significance, options.Resamples, Runs(), Pipelines(), Pairs(), Notes());
    }

    private IReadOnlyList<ComparedRun> Runs() => [.. runs.Select((run, i) => new ComparedRun(
        run.Record.Name,
        pipelines.First(pipeline => pipeline.Places.Contains(i)).Name,
        run.Record.Network,
        run.Record.Seed,
        run.Record.Report.MicroAccuracy,
        bootstrap.Interval(i),
        run.Record.Report.Top5Accuracy,
        run.Record.Report.MacroF1,
        run.Record.Report.LogLoss,
        run.Record.Report.ExpectedCalibrationError,
        run.Record.Costs))];

    private IReadOnlyList<ComparedPipeline> Pipelines()
    {
        bool allHaveLatency = runs.All(run => run.Record.Costs.LatencyMilliseconds is not null);
        var costs = pipelines.Select(pipeline => pipeline.Places.Select(i => runs[i].Record.Costs).ToArray()).ToArray();
        bool[] front = ParetoFront.Find([.. pipelines.Zip(costs, (pipeline, cost) =>
            (pipeline.MeanAccuracy, allHaveLatency ? cost.Average(run => run.LatencyMilliseconds) : cost.Average(run => run.MillisecondsPerImage)))]);
        return [.. pipelines.Select((pipeline, i) => new ComparedPipeline(
            pipeline.Name,
            [.. pipeline.Places.Select(place => runs[place].Record.Name)],
            pipeline.MeanAccuracy,
            pipeline.Accuracies.Length > 1 ? pipeline.Accuracies.StandardDeviation() : null,
            costs[i].Average(run => run.TrainingSeconds),
            costs[i].Average(run => run.MillisecondsPerImage),
            costs[i].Average(run => run.LatencyMilliseconds),
            front[i]))];
    }

    private IReadOnlyList<ComparedPair> Pairs()
    {
        var pairs = (from worse in Enumerable.Range(0, pipelines.Length) from better in Enumerable.Range(0, worse) select (A: pipelines[worse], B: pipelines[better])).ToArray();
        var findings = Array.ConvertAll(pairs, pair => PairTest.Run(pair.A, pair.B, runs, bootstrap, options));
        double[] corrected = HolmCorrection.Adjust(Array.ConvertAll(findings, finding => finding.P));
        return [.. findings.Select((finding, i) => finding.Conclude(pairs[i].A.Name, pairs[i].B.Name, corrected[i], options))];
    }

    private IReadOnlyList<string> Notes()
    {
        List<string> notes = [];
        if (runs[0].Record.TestSet.Synthetic)
        {
            notes.Add("The images are generated ones: the results say nothing of photographs.");
        }

        if (runs[0].Record.TestSet.Split != "test")
        {
            notes.Add($"These are {runs[0].Record.TestSet.Split} images, not test images: what was chosen by them looks better on them than it is.");
        }

        if (runs.Select(run => run.Record.Costs.Machine).Distinct().Count() > 1)
        {
            notes.Add("Times were measured on different machines and cannot be compared.");
        }

        if (pipelines.Any(pipeline => pipeline.Places.Length == 1))
        {
            notes.Add("Pipelines with a single run are compared as trained models: another seed may change the order. Train with several seeds to compare the pipelines themselves.");
        }

        if (pipelines.Length < 2)
        {
            notes.Add("All runs belong to one pipeline, so there is nothing to compare; see the spread over its seeds.");
        }

        return notes;
    }
}
