using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class CorePipelineTests
{
    readonly MLContext ml = new(seed: 1);

    IDataView Data(int count = 5) => ml.Data.LoadFromEnumerable(CoreNumberedRow.Rows(count).ToList());

    [Fact]
    public void A_chain_applies_its_steps_in_order_and_hides_what_a_later_step_replaces()
    {
        var estimator = new CoreDoublingEstimator();
        TransformerChain<CoreDoubling> chain = estimator.Append(estimator).Append(estimator).Fit(Data());
        IDataView output = chain.Transform(Data());
        Assert.Equal([0f, 2, 4, 6, 8], output.GetColumn<float>("Doubled"));
        Assert.Equal([true, true, false], output.Schema.Where(column => column.Name == "Doubled").Select(column => column.IsHidden));
        Assert.Equal(output.Schema.Select(column => $"{column}"), chain.GetOutputSchema(Data().Schema).Select(column => $"{column}"));
        Assert.Equal(3, chain.Count());
        Assert.Same(chain.Last(), chain.LastTransformer);
    }

    [Fact]
    public void A_schema_error_shows_before_anything_is_fitted()
    {
        var first = new CoreDoublingEstimator();
        IDataView without = ml.Data.LoadFromEnumerable([new CoreKeyRow()]);
        Assert.Contains("Value", Assert.Throws<ArgumentOutOfRangeException>(() => first.Append(new CoreDoublingEstimator()).Fit(without)).Message);
        Assert.Equal(0, first.Fits);
    }

    [Fact]
    public void A_cache_checkpoint_lets_later_estimators_read_the_source_once()
    {
        int passes = 0;
        IEnumerable<CoreNumberedRow> Rows()
        {
            passes++;
            foreach (CoreNumberedRow row in CoreNumberedRow.Rows(3))
                yield return row;
        }

        IDataView data = ml.Data.LoadFromEnumerable(Rows());
        float[]? read = null;
        var reader = new Reader(input => read = [.. input.GetColumn<float>("Doubled"), .. input.GetColumn<float>("Doubled")]);
        new CoreDoublingEstimator().AppendCacheCheckpoint(ml).Append(reader).Fit(data);
        Assert.Equal([0f, 2, 4, 0, 2, 4], read!);
        Assert.Equal(1, passes);
        Assert.Throws<InvalidOperationException>(() => new EstimatorChain<ITransformer>().AppendCacheCheckpoint(ml));
    }

    [Fact]
    public void A_delegate_sees_what_was_fitted_and_scopes_select_steps()
    {
        CoreDoubling? seen = null;
        IEstimator<CoreDoubling> observed = new CoreDoublingEstimator().WithOnFitDelegate(fitted => seen = fitted);
        TransformerChain<CoreDoubling> chain = new CoreDoublingEstimator().Append(observed, TransformerScope.TrainTest).Fit(Data());
        Assert.Same(chain.LastTransformer, seen);
        Assert.Single(chain.GetModelFor(TransformerScope.Scoring));
        Assert.Equal(2, chain.GetModelFor(TransformerScope.Training).Count());
    }

    [Fact]
    public void A_chain_maps_single_rows_and_asks_for_the_columns_it_needs_alone()
    {
        ITransformer chain = new CoreDoubling().Append(new CoreDoubling());
        DataViewSchema input = Data().Schema;
        IRowToRowMapper mapper = chain.GetRowToRowMapper(input);
        Assert.Equal(["Value"], mapper.GetDependencies([mapper.OutputSchema["Doubled"]]).Select(column => column.Name));
        Assert.Equal(["Number"], mapper.GetDependencies([mapper.OutputSchema["Number"]]).Select(column => column.Name));
        Assert.Equal(mapper.OutputSchema.Count, chain.GetOutputSchema(input).Count);
    }

    [Fact]
    public void Disposing_a_chain_disposes_its_steps_once()
    {
        var step = new CoreDoubling();
        TransformerChain<CoreDoubling> chain = new(step);
        chain.Dispose();
        chain.Dispose();
        Assert.Equal(1, step.Disposed);
        Assert.Throws<InvalidOperationException>(() => new TransformerChain<TransformerChain<ITransformer>>(step));
    }

    [Fact]
    public void Messages_of_a_channel_reach_the_log_with_source_and_kind()
    {
        var messages = new List<LoggingEventArgs>();
        ml.Log += (_, message) => messages.Add(message);
        using (IChannel channel = ((IChannelProvider)ml).Start("Name"))
            channel.Info(MessageSensitivity.None, "{0} of {1}", 1, 2);
        LoggingEventArgs logged = Assert.Single(messages, message => message.Kind == ChannelMessageKind.Info);
        Assert.Equal(("1 of 2", "Name", ChannelMessageKind.Info, "[Source=Name, Kind=Info] 1 of 2"), (logged.RawMessage, logged.Source, logged.Kind, logged.Message));
    }

    [Fact]
    public void A_context_with_a_seed_gives_the_same_random_numbers_again()
    {
        static int Draw(MLContext context) => ((IHostEnvironment)context).Register("Component").Rand.Next();
        Assert.Equal(Draw(new MLContext(7)), Draw(new MLContext(7)));
        Assert.NotEqual(Draw(new MLContext(7)), Draw(new MLContext(8)));
    }

    /// <summary>Reads the data it is fitted on.</summary>
    sealed class Reader(Action<IDataView> read) : IEstimator<CoreDoubling>
    {
        public CoreDoubling Fit(IDataView input)
        {
            read(input);
            return new CoreDoubling();
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
