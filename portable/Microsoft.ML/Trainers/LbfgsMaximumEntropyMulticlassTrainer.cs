using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Learns a linear softmax classifier to convergence (multinomial logistic regression).</summary>
public sealed class LbfgsMaximumEntropyMulticlassTrainer :
    LbfgsTrainerBase<LbfgsMaximumEntropyMulticlassTrainer.Options, MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
{
    internal LbfgsMaximumEntropyMulticlassTrainer(IHostEnvironment environment, Options options)
        : base(environment.Register(nameof(LbfgsMaximumEntropyMulticlassTrainer)), options, MulticlassColumns.Label(options.LabelColumnName)) { }

    /// <summary>Goes on from an earlier model of the same features and classes.</summary>
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView trainData, MaximumEntropyModelParameters modelParameters)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        if (modelParameters is null)
            return Fit(trainData);
        GetOutputSchema(SchemaShape.Create(trainData.Schema));
        return Train(trainData, modelParameters);
    }

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => MulticlassColumns.Outputs(inputSchema, LabelColumn.Name);

    private protected override MulticlassPredictionTransformer<MaximumEntropyModelParameters> TrainTransformer(IDataView input) => Train(input, null);

    MulticlassPredictionTransformer<MaximumEntropyModelParameters> Train(IDataView input, MaximumEntropyModelParameters? start)
    {
        var rows = TrainingRowsReader.Read(Host, input, FeatureColumn, LabelColumn, WeightColumn);
        var objective = new MaximumEntropyObjective(rows, LbfgsOptions.L2Regularization, LbfgsOptions.NumberOfThreads ?? Environment.ProcessorCount);
        var optimizer = MakeOptimizer(objective, rows.Count, rows.Classes);
        using var channel = Host.Start("LBFGS Optimizer");
        var parameters = optimizer.Minimize(Start(objective.Size, rows, start), LbfgsOptions.Quiet ? null : Report);
        var single = Array.ConvertAll(parameters, value => (float)value);
        var model = new MaximumEntropyModelParameters(single[..rows.Classes], single[rows.Classes..]);
        return new MulticlassPredictionTransformer<MaximumEntropyModelParameters>(Host, model, input.Schema, FeatureColumn.Name, LabelColumn.Name);

        void Report(int step, double loss) => channel.Trace(MessageSensitivity.None, $"Iteration {step}: {loss:R}");
    }

    double[] Start(int size, TrainingRows rows, MaximumEntropyModelParameters? model)
    {
        var parameters = new double[size];
        if (model is not null)
        {
            if (model.Biases.Length != rows.Classes || model.Weights.Length != rows.Classes * rows.Features)
                throw new InvalidOperationException("The input training data must have the same features used to train the input predictor.");
            for (int i = 0; i < size; i++)
                parameters[i] = i < rows.Classes ? model.Biases[i] : model.Weights[i - rows.Classes];
        }
        else if (LbfgsOptions.InitialWeightsDiameter > 0)
        {
            for (int i = 0; i < size; i++)
                parameters[i] = LbfgsOptions.InitialWeightsDiameter * (Host.Rand.NextSingle() - 0.5f);
        }

        return parameters;
    }

    /// <summary>How to train.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The nesting is part of the API this one follows.")]
    public sealed class Options : OptionsBase;
}
