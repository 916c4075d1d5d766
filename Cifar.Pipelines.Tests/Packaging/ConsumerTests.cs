using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Cifar.Pipelines.Tests.Documentation;
using Cifar.Pipelines.Tests.Serving;
using Xunit.Abstractions;

namespace Cifar.Pipelines.Tests.Packaging;

/// <summary>Somebody installs the packages from a feed: fresh projects outside the checkout, with the programs of the package's own README.</summary>
[Collection(PackagingTests.Name)]
[Trait("Category", "Slow")]
public sealed class ConsumerTests(PackageFeed feed, ITestOutputHelper log)
{
    private const string Console = "Microsoft.NET.Sdk";

    [SkippableFact]
    public void One_application_trains_and_others_predict_trimmed_in_a_web_server_and_in_a_test()
    {
        Skip.IfNot(File.Exists(feed.PathOf("MlNetCifar.Portable.ML")), "The packages of the nuget stack need those of Microsoft.ML and TorchSharp.");
        string trained = Train();
        string picture = Path.Combine(trained, "picture.png");
        File.WriteAllBytes(picture, TestPictures.Png(1));
        string[] expected = PredictTrimmed(trained);
        TestProjectPredicts(trained, expected[0]);
        WebServerPredicts(trained, picture, expected[0]);
    }

    [SkippableFact]
    public void The_tool_installs_and_its_doctor_finds_everything()
    {
        string tools = feed.Place("tools");
        DotnetRun.In(tools, "dotnet", "tool", "install", "MlNetCifar.Tool", "--version", feed.Version, "--tool-path", tools, "--configfile", Path.Combine(tools, "..", "..", "NuGet.config")).Succeeds();
        using var doctor = JsonDocument.Parse(DotnetRun.In(tools, Path.Combine(tools, "cifar"), "doctor", "--json").Succeeds().Output);
        Assert.True(doctor.RootElement.GetProperty("canPredict").GetBoolean());
        Assert.StartsWith("0.1.0", DotnetRun.In(tools, Path.Combine(tools, "cifar"), "--version").Succeeds().Output, StringComparison.Ordinal);
        Skip.IfNot(doctor.RootElement.GetProperty("stack").GetString() == "portable", "The nuget stack brings no native part for several processes.");
        Assert.True(doctor.RootElement.GetProperty("components").EnumerateArray().Single(component => component.GetProperty("name").GetString() == "Gloo").GetProperty("works").GetBoolean());
        DotnetRun.In(tools, Path.Combine(tools, "cifar"), "train", "--net", "simple-cnn", "--data", "synthetic:200,100", "--epochs", "1", "--processes", "2", "--out", "run").Succeeds();
        using var run = JsonDocument.Parse(File.ReadAllText(Path.Combine(tools, "run", "run.json")));
        Assert.Equal(2, run.RootElement.GetProperty("ranks").GetProperty("size").GetInt32());
    }

    [SkippableFact]
    public async Task Two_processes_of_an_application_train_one_network_with_the_native_part_that_the_package_brings()
    {
        Skip.IfNot(File.Exists(feed.PathOf("MlNetCifar.Portable.TorchSharp")), "The package of the nuget stack has no native part.");
        string place = feed.Project("Ranks", Console, "<OutputType>Exe</OutputType>", "MlNetCifar.Distributed");
        File.WriteAllText(Path.Combine(place, "Program.cs"), PackageReadme.Program("Cifar.Distributed", 0));
        DotnetRun.In(place, "dotnet", "build", "-c", "Release", "-v", "quiet", "-nodeReuse:false").Succeeds();
        string built = Path.Combine(place, "bin", "Release", "net10.0");
        Assert.True(File.Exists(Path.Combine(built, "runtimes", "linux-x64", "native", "libmlnetcifar_c10d.so")));

        DotnetRun[] ranks = await Task.WhenAll(Enumerable.Range(0, 2).Select(rank => Task.Run(() =>
            DotnetRun.In(place, "dotnet", Path.Combine(built, "Ranks.dll"), $"{rank}", "2", $"file:{Path.Combine(place, "rendezvous")}").Succeeds())));
        Assert.StartsWith("simple-cnn: ", ranks[0].Output, StringComparison.Ordinal);
        Assert.Equal(ranks[0].Output, ranks[1].Output);
    }

    [SkippableFact]
    public void The_two_stacks_cannot_meet_in_one_application()
    {
        Skip.IfNot(File.Exists(feed.PathOf("MlNetCifar.Portable.ML")), "One stack alone is packed here.");

        // Stands for the real one, which this package source may lack.
        string real = feed.Project("TorchSharp", Console, $"<Version>{feed.Version}</Version><PackageOutputPath>{feed.Feed}</PackageOutputPath>");
        File.WriteAllText(Path.Combine(real, "Nothing.cs"), "namespace Nothing; public sealed class Nothing;");
        DotnetRun.In(real, "dotnet", "pack", "-c", "Release", "-v", "quiet", "-nodeReuse:false").Succeeds();

        string both = feed.Project("Both", Console, "<OutputType>Exe</OutputType>", "MlNetCifar.Models");
        string project = Path.Combine(both, "Both.csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace("</ItemGroup>", $"<PackageReference Include=\"TorchSharp\" Version=\"{feed.Version}\" /></ItemGroup>", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(both, "Program.cs"), "System.Console.WriteLine();");
        string error = DotnetRun.In(both, "dotnet", "build", "-c", "Release", "-nodeReuse:false").Fails();
        Assert.Contains("MLNC001", error, StringComparison.Ordinal);
        Assert.Contains("TorchSharp brings the real ones", error, StringComparison.Ordinal);
    }

    private string Train()
    {
        string place = feed.Project("Train", Console, "<OutputType>Exe</OutputType>", "MlNetCifar.Pipelines");
        File.WriteAllText(Path.Combine(place, "Program.cs"), PackageReadme.Program("Cifar.Pipelines", 0));
        DotnetRun.In(place, "dotnet", "build", "-c", "Release", "-v", "quiet", "-nodeReuse:false").Succeeds();
        DotnetRun.In(place, "dotnet", Path.Combine("bin", "Release", "net10.0", "Train.dll")).Succeeds();
        Assert.True(File.Exists(Path.Combine(place, "model.zip")));
        return place;
    }

    // The labels, best first, as the trimmed single file says them; the untrimmed programs must agree.
    private string[] PredictTrimmed(string trained)
    {
        const string OneFile = "<OutputType>Exe</OutputType><RuntimeIdentifier>linux-x64</RuntimeIdentifier><PublishSingleFile>true</PublishSingleFile><PublishTrimmed>true</PublishTrimmed><SelfContained>true</SelfContained>"
            + "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>";
        string place = feed.Project("Predict", Console, OneFile, "MlNetCifar.Pipelines");
        File.WriteAllText(Path.Combine(place, "Program.cs"), PackageReadme.Program("Cifar.Pipelines", 1));
        DotnetRun.In(place, "dotnet", "publish", "-c", "Release", "-v", "quiet", "-nodeReuse:false", "-o", "published").Succeeds();
        string published = Path.Combine(place, "published");
        foreach (var file in new DirectoryInfo(published).EnumerateFiles().OrderByDescending(file => file.Length))
        {
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Length,12:N0}  {file.Name}"));
        }

        Assert.InRange(new DirectoryInfo(published).EnumerateFiles().Sum(file => file.Length), 0, 100_000_000);
        string[] labels = Labels(DotnetRun.In(trained, Path.Combine(published, "Predict")).Succeeds());
        Assert.Equal(5, labels.Length);
        return labels;
    }

    private void TestProjectPredicts(string trained, string label)
    {
        string place = feed.Project("Check", Console, "<IsTestProject>true</IsTestProject>", "MlNetCifar.Pipelines", "Microsoft.NET.Test.Sdk", "xunit", "xunit.runner.visualstudio");
        File.WriteAllText(Path.Combine(place, "ModelTests.cs"), $$"""
            using Cifar.Pipelines;
            using Microsoft.ML;
            using Xunit;

            public sealed class ModelTests
            {
                [Fact]
                public void The_model_knows_the_picture()
                {
                    var ml = new MLContext();
                    using var model = ImageClassifierModel.Load(ml, {{JsonSerializer.Serialize(Path.Combine(trained, "model.zip"))}});
                    using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(model.Transformer, new PredictionEngineOptions { OwnsTransformer = false });
                    using ImageInput picture = ImageInput.FromFile({{JsonSerializer.Serialize(Path.Combine(trained, "picture.png"))}});
                    Assert.Equal({{JsonSerializer.Serialize(label)}}, engine.Predict(picture).Top(1)[0].Label);
                }
            }
            """);
        Assert.Contains("Passed!", DotnetRun.In(place, "dotnet", "test", "-c", "Release", "-nodeReuse:false").Succeeds().Output, StringComparison.Ordinal);
    }

    private void WebServerPredicts(string trained, string picture, string label)
    {
        string place = feed.Project("Web", "Microsoft.NET.Sdk.Web", "", "MlNetCifar.Pipelines");
        File.Copy(Path.Combine(Repository.Root, "samples", "MinimalApi", "Program.cs"), Path.Combine(place, "Program.cs"));
        DotnetRun.In(place, "dotnet", "build", "-c", "Release", "-v", "quiet", "-nodeReuse:false").Succeeds();
        using var server = WebServer.Start(place, Path.Combine("bin", "Release", "net10.0", "Web.dll"), "--model", Path.Combine(trained, "model.zip"), "--urls", "http://127.0.0.1:0");
        using var client = new HttpClient { BaseAddress = server.Address };
        using var body = new ByteArrayContent(File.ReadAllBytes(picture));
        using HttpResponseMessage answer = client.PostAsync(new Uri("/classify", UriKind.Relative), body).GetAwaiter().GetResult();
        JsonElement predictions = answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>().GetAwaiter().GetResult();
        Assert.Equal(label, predictions[0].GetProperty("label").GetString());
        Assert.DoesNotContain("libtorch", server.LoadedLibraries(), StringComparison.Ordinal);
    }

    private static string[] Labels(DotnetRun run) => [.. run.Output.TrimEnd().Split('\n').Select(line => line.Split(' ')[0])];
}
