using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.Data;
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

    private static async Task Until(Func<bool> condition)
    {
        for (int i = 0; !condition(); i++)
        {
            Assert.True(i < 600, "nothing happened for half a minute");
            await Task.Delay(50);
        }
    }
}
