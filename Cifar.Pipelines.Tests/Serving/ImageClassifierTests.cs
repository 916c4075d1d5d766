using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Explanation;
using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ML;
using Microsoft.Extensions.Options;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Serving;

[Collection(ServingTests.Name)]
public sealed class ImageClassifierTests(ServingModels models)
{
    public static TheoryData<string> Forms => ["first.onnx", "first.zip"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Files_bytes_streams_and_pictures_get_what_a_prediction_engine_says(string form)
    {
        await using var opened = await Classifiers.Start(options => options.ModelPath = models[form]);
        var classifier = opened.Classifier;
        var ml = new MLContext();
        using var model = ImageClassifierModel.Load(ml, models[form]);
        using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(model.Transformer, new PredictionEngineOptions { OwnsTransformer = false });
        using var folder = new TemporaryFolder();
        for (int seed = 0; seed < 20; seed++)
        {
            var (name, bytes) = TestPictures.Varied(seed);
            string path = folder.Write(bytes, name);
            using var input = ImageInput.FromFile(path);
            using var image = MLImage.CreateFromFile(path);
            var expected = engine.Predict(input).Top(7);
            foreach (var result in new[]
            {
                await classifier.ClassifyAsync(bytes, 7),
                await classifier.ClassifyAsync(new MemoryStream(bytes), 7),
                await classifier.ClassifyAsync(path, 7),
                await classifier.ClassifyAsync(image, 7),
            })
            {
                Assert.Equal(expected.Select(guess => guess.Label), result.Predictions.Select(guess => guess.Label));
                Assert.All(expected.Zip(result.Predictions), pair => Assert.Equal(pair.First.Probability, pair.Second.Probability, 1e-6f));
                Assert.Equal((image.Width, image.Height, classifier.Model.Version), (result.Width, result.Height, result.ModelVersion));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_thousand_concurrent_predictions_equal_the_sequential_ones(string form)
    {
        await using var opened = Classifiers.Open(options => (options.ModelPath, options.QueueLength) = (models[form], 1000));
        byte[][] pictures = [.. Enumerable.Range(0, 100).Select(seed => TestPictures.Varied(seed).Bytes)];
        var expected = new List<ClassificationResult>();
        foreach (var picture in pictures)
        {
            expected.Add(await opened.Classifier.ClassifyAsync(picture));
        }

        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(() => opened.Classifier.ClassifyAsync(pictures[i % 100]))));
        Assert.All(results.Index(), result => AssertSame(expected[result.Index % 100], result.Item));
    }

    [Theory]
    [InlineData(".onnx")]
    [InlineData(".zip")]
    public async Task Replacing_the_file_under_load_loses_no_request(string extension)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write(File.ReadAllBytes(models["first" + extension]), "model" + extension);
        await using var opened = await Classifiers.Start(options => options.ModelPath = path);
        byte[] picture = TestPictures.Png(1);
        var before = await opened.Classifier.ClassifyAsync(picture);
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var answers = new List<ClassificationResult>();
            while (!stop.IsCancellationRequested)
            {
                answers.Add(await opened.Classifier.ClassifyAsync(picture));
            }

            return answers;
        })).ToArray();

        folder.Write(File.ReadAllBytes(models["second" + extension])[..^100], "model" + extension); // Half copied: the old one stays.
        await Task.Delay(500);
        Assert.Equal(before.ModelVersion, opened.Classifier.Model.Version);
        string whole = folder.Write(File.ReadAllBytes(models["second" + extension]), "new" + extension);
        File.Move(whole, path, overwrite: true);
        await Eventually(() => opened.Classifier.Model.Version != before.ModelVersion);
        var after = await opened.Classifier.ClassifyAsync(picture);
        await Task.Delay(200);
        await stop.CancelAsync();

        var all = (await Task.WhenAll(clients)).SelectMany(answers => answers).ToList();
        Assert.NotEqual(before.Predictions, after.Predictions);
        Assert.All(all, answer => AssertSame(answer.ModelVersion == before.ModelVersion ? before : after, answer));
        Assert.Contains(all, answer => answer.ModelVersion == before.ModelVersion);
        Assert.Contains(all, answer => answer.ModelVersion == after.ModelVersion);
    }

    [Fact]
    public async Task An_engine_that_is_dropped_leaves_the_pooled_model_in_use()
    {
        await using var opened = Classifiers.Open(models["first.zip"]);
        await opened.Classifier.ClassifyAsync(TestPictures.Png(1));
        var pool = opened.Services.GetRequiredService<PredictionEnginePool<ImageInput, ImagePrediction>>();
        pool.GetPredictionEngine().Dispose();
        Assert.False(pool.GetModel() is IDisposable);
        await opened.Classifier.ClassifyAsync(TestPictures.Png(2));
    }

    [Fact]
    public async Task A_full_queue_turns_away_at_once_and_answers_what_it_accepted()
    {
        await using var opened = Classifiers.Open(options => (options.ModelPath, options.QueueLength, options.Workers, options.MaximumBatch) = (models["first.onnx"], 4, 1, 1));
        byte[] large = TestPictures.Png(1, 1500, 1000);
        var tasks = Enumerable.Range(0, 40).Select(_ => opened.Classifier.ClassifyAsync(large)).ToList();
        await Task.WhenAll(tasks.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));
        int busy = tasks.Count(task => task.Exception?.InnerException is ClassifierBusyException);
        Assert.InRange(busy, 20, 36); // Four wait, one or more are worked on meanwhile.
        Assert.Equal(40 - busy, tasks.Count(task => task.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task Many_files_are_answered_in_order_and_errors_stand_in_their_place()
    {
        using var folder = new TemporaryFolder();
        string[] paths = [.. Enumerable.Range(0, 60).Select(seed => folder.Write(TestPictures.Varied(seed).Bytes, $"{seed}.png"))];
        File.WriteAllText(paths[7], "a letter");
        paths[11] = folder["missing.png"];
        await using var opened = Classifiers.Open(options => (options.ModelPath, options.QueueLength) = (models["first.onnx"], 3));
        var answers = new List<FileClassification>();
        await foreach (var answer in opened.Classifier.ClassifyManyAsync(paths, top: 1))
        {
            answers.Add(answer);
        }

        Assert.Equal(paths, answers.Select(answer => answer.Path));
        Assert.Equal(ImageRejection.UnknownFormat, Assert.IsType<ImageRejectedException>(answers[7].Error).Reason);
        Assert.IsType<FileNotFoundException>(answers[11].Error);
        Assert.Equal(58, answers.Count(answer => answer.Result is { Predictions.Count: 1 } && answer.Error is null));
    }

    [Fact]
    public async Task Many_files_wait_longer_than_single_calls_and_keep_none_of_those_out()
    {
        using var folder = new TemporaryFolder();
        byte[] large = TestPictures.Png(1, 1500, 1000);
        string[] paths = [.. Enumerable.Range(0, 12).Select(i => folder.Write(large, $"{i}.png"))];
        await using var opened = Classifiers.Open(options =>
            (options.ModelPath, options.Workers, options.MaximumBatch, options.TimeLimit) = (models["first.onnx"], 1, 4, TimeSpan.FromTicks(1)));
        int answered = 0;
        await foreach (var answer in opened.Classifier.ClassifyManyAsync(paths))
        {
            Assert.Null(answer.Error);
            if (answered++ == 0)
            {
                Assert.IsNotType<ClassifierBusyException>(await Record.ExceptionAsync(() => opened.Classifier.ClassifyAsync(large)));
            }
        }

        Assert.Equal(paths.Length, answered);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Limits_for_callers_do_not_stop_the_start(string form)
    {
        await using var opened = await Classifiers.Start(options =>
            (options.ModelPath, options.MaximumPixels, options.MaximumBytes, options.TimeLimit) = (models[form], 1000, 50, TimeSpan.FromTicks(1)));
        await Assert.ThrowsAsync<ImageRejectedException>(() => opened.Classifier.ClassifyAsync(TestPictures.Png(1)));
    }

    [Fact]
    public async Task Superclasses_add_up_their_classes()
    {
        await using var opened = Classifiers.Open(models["first.onnx"]);
        var labels = opened.Classifier.Model.Description.Labels;
        var result = await opened.Classifier.ClassifyAsync(TestPictures.Png(3), top: 1000);
        Assert.Equal(labels.Fine.Count, result.Predictions.Count);
        Assert.Equal(1, result.Predictions.Sum(guess => guess.Probability), 1e-4);
        var best = result.Predictions.GroupBy(guess => guess.Superclass).Select(group => (Name: group.Key, Sum: group.Sum(guess => guess.Probability))).MaxBy(group => group.Sum);
        Assert.Equal(best.Name, result.Superclass!.Label);
        Assert.Equal(best.Sum, result.Superclass.Probability, 1e-5f);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_network_input_is_the_resized_picture_sharpened(string form)
    {
        await using var opened = Classifiers.Open(models[form]);
        var (_, bytes) = TestPictures.Varied(4);
        var input = await opened.Classifier.ReadInputAsync(bytes);
        var ml = new MLContext();
        using var stream = new MemoryStream(bytes);
        using var image = MLImage.CreateFromStream(stream);
        var resized = ml.Transforms.ResizeImages(ColumnNames.Image, 32, 32).Fit(ml.Data.LoadFromEnumerable<ImageInput>([]))
            .Transform(ml.Data.LoadFromEnumerable([new ImageInput { Image = image }])).GetColumn<MLImage>(ColumnNames.Image).First();
        var planar = new byte[3 * 32 * 32];
        PlanarPixels.Read(resized, planar);
        Assert.Equal(SharpeningKernel.Default.Apply(planar, 32, 32), input.Pixels.ToArray());
        using var again = MLImage.CreateFromStream(new MemoryStream(input.ToPng()));
        PlanarPixels.Read(again, planar);
        Assert.Equal(input.Pixels.ToArray(), planar);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Covering_what_is_flat_costs_nothing_and_unknown_classes_are_refused(string form)
    {
        await using var opened = Classifiers.Open(models[form]);
        byte[] flat = PngFile.Encode(Enumerable.Repeat((byte)77, 3 * 32 * 32).ToArray(), 32, 32);
        var found = await opened.Classifier.ExplainAsync(flat, method: ExplanationMethod.Occlusion);
        Assert.Equal((await opened.Classifier.ClassifyAsync(flat)).Predictions[0].Label, found.Label);
        Assert.Equal(0, found.Map.Peak, 1e-6f);
        Assert.True((await opened.Classifier.ExplainAsync(TestPictures.Png(5), method: ExplanationMethod.Occlusion)).Map.Peak > 1e-4);
        Assert.Equal(form.EndsWith(".onnx", StringComparison.Ordinal) ? ExplanationMethod.GradCam : ExplanationMethod.Occlusion, (await opened.Classifier.ExplainAsync(flat)).Method);
        await Assert.ThrowsAsync<ArgumentException>(() => opened.Classifier.ExplainAsync(flat, "unicorn"));
    }

    [Fact]
    public async Task What_is_cancelled_or_takes_too_long_ends_for_the_caller()
    {
        await using var opened = Classifiers.Open(options => (options.ModelPath, options.TimeLimit) = (models["first.onnx"], TimeSpan.FromTicks(1)));
        var rejected = await Assert.ThrowsAsync<ImageRejectedException>(() => opened.Classifier.ClassifyAsync(TestPictures.Png(1, 1500, 1500)));
        Assert.Equal(ImageRejection.TookTooLong, rejected.Reason);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opened.Classifier.ClassifyAsync(TestPictures.Png(1), 5, new CancellationToken(canceled: true)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => opened.Classifier.ClassifyAsync(TestPictures.Png(1), 0));
    }

    [Fact]
    public async Task Files_beyond_the_limits_are_refused()
    {
        await using var opened = Classifiers.Open(options => (options.ModelPath, options.MaximumBytes, options.MaximumPixels) = (models["first.onnx"], 20_000, 5000));
        await Rejected(ImageRejection.TooManyPixels, TestPictures.Png(1, 100, 51));
        await Rejected(ImageRejection.TooManyBytes, new byte[20_001]);
        await Rejected(ImageRejection.UnknownFormat, []);
        await opened.Classifier.ClassifyAsync(TestPictures.Png(1, 100, 50));

        async Task Rejected(ImageRejection reason, byte[] file)
        {
            Assert.Equal(reason, (await Assert.ThrowsAsync<ImageRejectedException>(() => opened.Classifier.ClassifyAsync(file))).Reason);
            Assert.Equal(reason, (await Assert.ThrowsAsync<ImageRejectedException>(() => opened.Classifier.ClassifyAsync(new MemoryStream(file)))).Reason);
        }
    }

    [SkippableFact]
    public async Task A_pipe_in_place_of_a_file_is_refused_without_waiting_for_a_writer()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Pipes with names are made by mkfifo.");
        await using var opened = await Classifiers.Start(options => options.ModelPath = models["first.onnx"]);
        using var folder = new TemporaryFolder();
        using (var process = System.Diagnostics.Process.Start("mkfifo", folder["pipe.png"]))
        {
            await process.WaitForExitAsync();
        }

        var refused = await Assert.ThrowsAsync<ImageRejectedException>(() => opened.Classifier.ClassifyAsync(folder["pipe.png"]).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(ImageRejection.UnknownFormat, refused.Reason);
    }

    [Fact]
    public void All_wrong_options_are_named_at_once()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Classifiers.Open(options => (options.QueueLength, options.Workers, options.TimeLimit) = (0, -1, TimeSpan.Zero)).Classifier);
        Assert.All(["ModelPath", "ModelUri", "QueueLength is 0", "Workers is -1", "TimeLimit is 00:00:00"], text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_or_damaged_model_stops_the_start_with_its_name()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("none.onnx", Assert.ThrowsAny<IOException>(() => Classifiers.Open(folder["none.onnx"]).Classifier).Message, StringComparison.Ordinal);
        string damaged = folder.Write(File.ReadAllBytes(models["first.zip"])[..5000], "damaged.zip");
        Assert.Contains(damaged, Assert.Throws<ModelFormatException>(() => Classifiers.Open(damaged).Classifier).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_behind_an_address_follows_its_tag()
    {
        using var server = new MachineLearning.ModelServer();
        server.Serve(File.ReadAllBytes(models["first.zip"]), "one");
        await using var opened = Classifiers.Open(options => (options.ModelUri, options.PollPeriod) = (server.Address, TimeSpan.FromMilliseconds(50)));
        string version = opened.Classifier.Model.Version;
        server.Serve([1, 2, 3], "two");
        await Task.Delay(300);
        Assert.Equal(version, opened.Classifier.Model.Version);
        server.Serve(File.ReadAllBytes(models["second.zip"]), "three");
        await Eventually(() => opened.Classifier.Model.Version != version);
        Assert.Equal(opened.Classifier.Model.Version, (await opened.Classifier.ClassifyAsync(TestPictures.Png(1))).ModelVersion);
    }

    private static void AssertSame(ClassificationResult expected, ClassificationResult actual)
    {
        Assert.Equal(expected.ModelVersion, actual.ModelVersion);
        Assert.Equal(expected.Predictions.Select(guess => guess.Label), actual.Predictions.Select(guess => guess.Label));
        Assert.All(expected.Predictions.Zip(actual.Predictions), pair => Assert.Equal(pair.First.Probability, pair.Second.Probability, 1e-6f));
    }

    private static async Task Eventually(Func<bool> condition)
    {
        for (int i = 0; !condition(); i++)
        {
            Assert.True(i < 600, "nothing happened for half a minute");
            await Task.Delay(50);
        }
    }
}
