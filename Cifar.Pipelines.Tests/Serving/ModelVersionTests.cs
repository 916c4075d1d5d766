using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Serving;

/// <summary>What becomes of a model when a newer one takes its place.</summary>
[Collection(ServingTests.Name)]
public sealed class ModelVersionTests(ServingModels models)
{
    private const int Replacements = 8;

    [Fact]
    public async Task Of_many_versions_under_load_only_the_newest_keeps_its_session()
    {
        using var folder = new TemporaryFolder();
        byte[] model = File.ReadAllBytes(models["first.onnx"]);
        string path = folder.Write(model, "model.onnx");
        await using var opened = await Classifiers.Start(options => options.ModelPath = path);
        var source = opened.Services.GetRequiredKeyedService<ModelSource>(Options.DefaultName);
        using var stop = new CancellationTokenSource();
        Task[] clients = [.. Enumerable.Range(0, 4).Select(client => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await opened.Classifier.ClassifyAsync(TestPictures.Png(client));
            }
        }))];
        List<ServedModel> versions = [source.Current];
        while (versions.Count <= Replacements)
        {
            // The same weights; an ONNX file may be followed by a field that nobody knows.
            File.Move(folder.Write([.. model, 0xa0, 0x3e, (byte)versions.Count], "new.onnx"), path, overwrite: true);
            await Until(() => source.Current != versions[^1]);
            versions.Add(source.Current);
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        await Until(() => versions.Count(version => version.IsInUse) == 1); // Workers give their leases back after they have answered.
        Assert.True(source.Current.IsInUse);
    }

    [Theory]
    [InlineData("first.onnx")]
    [InlineData("first.zip")]
    public void A_file_of_the_version_that_is_served_is_not_loaded_again(string form)
    {
        var ml = new MLContext();
        var first = ServedModel.Load(ml, models[form]);
        Assert.Null(ServedModel.LoadNewer(ml, models[form], first.Info.Version));
        var second = ServedModel.LoadNewer(ml, models[form.Replace("first", "second", StringComparison.Ordinal)], first.Info.Version);
        Assert.NotEqual(first.Info.Version, second!.Info.Version);
        first.Release();
        second.Release();
    }

    [Fact]
    public async Task An_engine_rented_before_a_reload_is_never_handed_out_after_it()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write(File.ReadAllBytes(models["first.zip"]), "model.zip");
        await using var opened = Classifiers.Open(options => (options.ModelPath, options.ReloadOnChange) = (path, false));
        var source = opened.Services.GetRequiredKeyedService<ModelSource>(Options.DefaultName);
        var scoring = new Scoring(source);
        var old = source.Current;
        var rented = scoring.Rent();
        float[] before = Scores(rented);
        Assert.True(source.Replace(models["second.zip"], "second"));
        Exported.AreClose(before, Scores(rented), 1e-6); // Work under way ends on the version it began with.
        rented.Dispose();

        using ScoringLease one = scoring.Rent(), other = scoring.Rent();
        Assert.Equal(source.Current.Info.Version, one.Model.Version);
        float[] after = Scores(one);
        Assert.NotEqual(before, after);
        Exported.AreClose(after, Scores(other), 1e-6);
        Assert.False(old.IsInUse);
    }

    [Fact]
    public async Task A_replacement_that_comes_after_the_end_is_not_loaded()
    {
        await using var opened = Classifiers.Open(models["first.onnx"]);
        var source = opened.Services.GetRequiredKeyedService<ModelSource>(Options.DefaultName);
        var last = source.Current;
        source.Dispose();
        Assert.False(source.Replace(models["second.onnx"], "second"));
        Assert.Same(last, source.Current);
        Assert.False(last.IsInUse);
    }

    private static float[] Scores(ScoringLease lease)
    {
        var planar = new byte[lease.PictureSize];
        new Random(1).NextBytes(planar);
        var probabilities = new float[lease.Classes];
        lease.Score(planar, probabilities);
        return probabilities;
    }

    private static async Task Until(Func<bool> condition)
    {
        for (int i = 0; !condition(); i++)
        {
            Assert.True(i < 600, "nothing happened for half a minute");
            await Task.Delay(50);
        }
    }
}
