using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ML;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.MachineLearning;

/// <summary>A pool of engines over model files: parallel, named, and following the file when it changes.</summary>
public sealed class PredictionEnginePoolTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mlnetcifar-pool-");
    readonly ErrorLog errors = new();

    public void Dispose()
    {
        errors.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Two_hundred_parallel_predictions_equal_the_sequential_ones()
    {
        using var services = Services(pool => pool.FromFile(Model("model.zip", version: 1), watchForChanges: false));
        var pool = services.GetRequiredService<PredictionEnginePool<Question, Answer>>();
        var questions = Enumerable.Range(0, 200).Select(i => new Question { Text = "q" + (i % 50) }).ToList();
        var sequential = questions.Select(q => pool.Predict(q).Value).ToList();
        var parallel = new float[questions.Count];
        Parallel.For(0, questions.Count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => parallel[i] = pool.Predict(questions[i]).Value);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => 1000f + (i % 50)), sequential);
        Assert.Equal(sequential, parallel);
    }

    [Fact]
    public void A_returned_engine_is_rented_again()
    {
        using var services = Services(pool => pool.FromFile(Model("model.zip", version: 1), watchForChanges: false));
        var pool = services.GetRequiredService<PredictionEnginePool<Question, Answer>>();
        var first = pool.GetPredictionEngine();
        var second = pool.GetPredictionEngine();
        Assert.NotSame(first, second);
        pool.ReturnPredictionEngine(first);
        Assert.Same(first, pool.GetPredictionEngine());
    }

    [Fact]
    public async Task A_changed_file_is_loaded_and_running_engines_finish_on_the_old_model()
    {
        var path = Model("model.zip", version: 1);
        using var services = Services(pool => pool.FromFile(path));
        var pool = services.GetRequiredService<PredictionEnginePool<Question, Answer>>();
        var running = pool.GetPredictionEngine();
        Assert.Equal(1003, running.Predict(new Question { Text = "q3" }).Value);

        File.Copy(Model("new.zip", version: 2), path, overwrite: true);
        await Eventually(() => pool.Predict(new Question { Text = "q3" }).Value == 2003);

        Assert.Equal(1003, running.Predict(new Question { Text = "q3" }).Value);
        pool.ReturnPredictionEngine(running);
        Assert.Equal(2003, pool.Predict(new Question { Text = "q3" }).Value);
        Assert.Empty(errors.Messages);
    }

    [SkippableFact]
    public async Task A_file_replaced_by_renaming_is_loaded()
    {
        Skip.IfNot(IsPortable, "ML.NET's own file loader looks at writes alone.");
        var path = Model("model.zip", version: 1);
        using var services = Services(pool => pool.FromFile(path));
        var pool = services.GetRequiredService<PredictionEnginePool<Question, Answer>>();
        Assert.Equal(1007, pool.Predict(new Question { Text = "q7" }).Value);
        File.Move(Model("new.zip", version: 2), path, overwrite: true);
        await Eventually(() => pool.Predict(new Question { Text = "q7" }).Value == 2007);
    }

    [SkippableFact]
    public async Task A_damaged_new_file_is_logged_and_leaves_the_old_model_in_use()
    {
        var path = Model("model.zip", version: 1);
        using var services = Services(pool => pool.FromFile(path));
        var pool = services.GetRequiredService<PredictionEnginePool<Question, Answer>>();

        var damaged = File.ReadAllBytes(Model("new.zip", version: 2))[..^200];
        File.WriteAllBytes(path, damaged);
        await Eventually(() => !errors.Messages.IsEmpty);
        Assert.Contains(path, errors.Messages.First(), StringComparison.Ordinal);
        Assert.Equal(1003, pool.Predict(new Question { Text = "q3" }).Value);

        Skip.IfNot(IsPortable, "ML.NET's own file loader stops following the file after a damaged one.");
        File.Copy(Model("new.zip", version: 3), path, overwrite: true);
        await Eventually(() => pool.Predict(new Question { Text = "q3" }).Value == 3003);
    }

    [Fact]
    public void Named_models_are_kept_apart()
    {
        using var services = Services(pool => pool.FromFile("old", Model("a.zip", version: 1), watchForChanges: false).FromFile("new", Model("b.zip", version: 2), watchForChanges: false));
        var pool = services.GetRequiredService<PredictionEnginePool<Question, Answer>>();
        Assert.Equal(1005, pool.Predict("old", new Question { Text = "q5" }).Value);
        Assert.Equal(2005, pool.Predict("new", new Question { Text = "q5" }).Value);
        Assert.NotSame(pool.GetModel("old"), pool.GetModel("new"));
        Assert.ThrowsAny<ArgumentException>(() => pool.Predict("other", new Question { Text = "q5" }));
        Assert.ThrowsAny<ArgumentException>(() => pool.Predict(new Question { Text = "q5" }));
    }

    [Fact]
    public void A_missing_file_is_an_error_when_the_pool_is_made()
    {
        using var services = Services(pool => pool.FromFile(Path.Combine(folder.FullName, "missing.zip")));
        var error = Assert.ThrowsAny<ArgumentException>(services.GetRequiredService<PredictionEnginePool<Question, Answer>>);
        Assert.Contains("missing.zip", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_behind_an_address_is_loaded_again_when_its_tag_changes()
    {
        using var server = new ModelServer();
        server.Serve(File.ReadAllBytes(Model("a.zip", version: 1)), "one");
        using var services = Services(pool => pool.FromUri(server.Address.ToString(), TimeSpan.FromMilliseconds(50)));
        var pool = services.GetRequiredService<PredictionEnginePool<Question, Answer>>();
        Assert.Equal(1001, pool.Predict(new Question { Text = "q1" }).Value);

        server.Serve([1, 2, 3], "two");
        await Eventually(() => !errors.Messages.IsEmpty);
        Assert.Equal(1001, pool.Predict(new Question { Text = "q1" }).Value);

        server.Serve(File.ReadAllBytes(Model("b.zip", version: 2)), "three");
        await Eventually(() => pool.Predict(new Question { Text = "q1" }).Value == 2001);
    }

    static bool IsPortable => typeof(PredictionEnginePoolExtensions).Assembly.GetName().Name!.StartsWith("MlNetCifar", StringComparison.Ordinal);

    ServiceProvider Services(Action<PredictionEnginePoolBuilder<Question, Answer>> configure)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerProvider>(errors);
        configure(services.AddPredictionEnginePool<Question, Answer>());
        return services.BuildServiceProvider();
    }

    // Answers a question qN with 1000 * version + N.
    string Model(string name, int version)
    {
        var ml = new MLContext(seed: 1);
        var answers = Enumerable.Range(0, 50).Select(i => KeyValuePair.Create("q" + i, (1000f * version) + i));
        var data = ml.Data.LoadFromEnumerable(new[] { new Question { Text = "q0" } });
        var model = ml.Transforms.Conversion.MapValue(nameof(Answer.Value), answers, nameof(Question.Text)).Fit(data);
        var path = Path.Combine(folder.FullName, name);
        ml.Model.Save(model, data.Schema, path);
        return path;
    }

    static async Task Eventually(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition()) await Task.Delay(20, limit.Token);
    }

    public sealed class Question
    {
        public string Text { get; set; } = "";
    }

    public sealed class Answer
    {
        public float Value { get; set; }
    }

    sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Messages { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Messages.Enqueue(formatter(state, exception));
        }

        public void Dispose() => Messages.Clear();
    }
}
