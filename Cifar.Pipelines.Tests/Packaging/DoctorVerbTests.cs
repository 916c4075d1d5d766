using System.Text.Json;
using Cifar.Pipelines.Diagnostics;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Packaging;

/// <summary><c>cifar doctor</c> on a whole machine, and on broken ones.</summary>
public sealed class DoctorVerbTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "cifar.dll");

    [Fact]
    public async Task On_a_whole_machine_everything_is_found_with_its_place()
    {
        JsonElement doctor = (await CliRun.Of("doctor", "--json")).Succeeds().Json;
        Assert.Contains(doctor.GetProperty("stack").GetString(), new[] { "portable", "nuget" });
        Assert.True(doctor.GetProperty("canPredict").GetBoolean());
        Assert.Equal(["ONNX Runtime", "pictures", "libtorch", "Gloo"], doctor.GetProperty("components").EnumerateArray().Select(component => component.GetProperty("name").GetString()));
        // The nuget stack brings no native part for several processes.
        int brought = doctor.GetProperty("stack").GetString() == "portable" ? 4 : 3;
        Assert.All(doctor.GetProperty("components").EnumerateArray().Take(brought), component => Assert.True(component.GetProperty("works").GetBoolean(), component.ToString()));
        Assert.Contains(doctor.GetProperty("libraries").EnumerateArray(), library =>
            library.GetProperty("name").GetString()!.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase)
            && File.Exists(library.GetProperty("path").GetString()) && library.GetProperty("bytes").GetInt64() > 1_000_000);
        Assert.Equal("cpu", doctor.GetProperty("devices")[0].GetProperty("name").GetString());
        Assert.Contains(doctor.GetProperty("executionProviders").EnumerateArray(), provider => provider.GetString() == "CPUExecutionProvider");
        Assert.All(["MlNetCifar", ".NET", "Microsoft.ML", "TorchSharp"], name => Assert.Contains(doctor.GetProperty("versions").EnumerateArray(), part => part.GetProperty("name").GetString() == name));
        Assert.Contains(doctor.GetProperty("folders").EnumerateArray(), folder => folder.GetProperty("purpose").GetString() == "CIFAR-100");
    }

    [Fact]
    public async Task People_get_tables_and_a_verdict()
    {
        string text = (await CliRun.Of("doctor")).Succeeds().Output;
        Assert.Contains("ONNX Runtime (predicting)", text, StringComparison.Ordinal);
        Assert.Contains("Predicting works here", text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_native_part_for_several_processes_is_listed_with_its_place_and_version()
    {
        Skip.IfNot(IsPortable, "The nuget stack brings none.");
        JsonElement doctor = (await CliRun.Of("doctor", "--json")).Succeeds().Json;
        Assert.Contains(doctor.GetProperty("libraries").EnumerateArray(), library => library.GetProperty("name").GetString() == "libmlnetcifar_c10d.so" && File.Exists(library.GetProperty("path").GetString()));
        JsonElement libtorch = doctor.GetProperty("components")[2], gloo = doctor.GetProperty("components")[3];
        Assert.Equal(libtorch.GetProperty("version").GetString(), gloo.GetProperty("version").GetString());
    }

    [Fact]
    public void A_part_of_the_application_that_is_missing_is_told_and_hinders_nothing_else()
    {
        var report = StackReport.Create([new("Gloo", "training by several processes", "Install it.", () => throw new DllNotFoundException("libgloo.so.0 is missing"))]);
        Assert.True(report.CanPredict && report.CanTrain);
        Assert.Contains("Gloo (training by several processes): Install it.", report.Advice);
        Assert.Contains("Gloo (training by several processes): missing: libgloo.so.0 is missing", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_application_can_print_the_same()
    {
        string text = StackReport.Create().ToString();
        Assert.StartsWith("stack: ", text, StringComparison.Ordinal);
        Assert.Contains("can predict: yes", text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Without_libtorch_predicting_works_and_the_advice_says_what_training_needs()
    {
        using TemporaryFolder hidden = Hide("libtorch_cpu.so.1.13", "libtorch.so.1.13");
        DotnetRun run = Doctor(hidden);
        Assert.Equal(0, run.Code);
        using var doctor = JsonDocument.Parse(run.Output);
        Assert.True(doctor.RootElement.GetProperty("canPredict").GetBoolean());
        Assert.False(doctor.RootElement.GetProperty("canTrain").GetBoolean());
        Assert.Contains("libtorch", doctor.RootElement.GetProperty("advice")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("apt-get install", doctor.RootElement.GetProperty("advice")[0].GetString(), StringComparison.Ordinal);
        JsonElement gloo = doctor.RootElement.GetProperty("components").EnumerateArray().Last();
        Assert.Contains("libmlnetcifar_c10d.so cannot be loaded", gloo.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Contains("Linux x64", gloo.GetProperty("advice").GetString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Without_a_decoder_predicting_does_not_work_and_the_exit_code_says_so()
    {
        using TemporaryFolder hidden = Hide("libwebp.so.7");
        DotnetRun run = Doctor(hidden);
        Assert.Equal(1, run.Code);
        using var doctor = JsonDocument.Parse(run.Output);
        Assert.False(doctor.RootElement.GetProperty("canPredict").GetBoolean());
        Assert.Contains("libwebp7", doctor.RootElement.GetProperty("advice")[0].GetString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Whoever_needs_a_library_that_is_missing_is_sent_to_the_doctor()
    {
        using TemporaryFolder hidden = Hide("libtorch_cpu.so.1.13", "libtorch.so.1.13");
        DotnetRun run = DotnetRun.In(hidden.Root, Hidden(hidden), "dotnet", Program, "nets", "simple-cnn");
        Assert.Equal(1, run.Code);
        Assert.Contains("cifar doctor", run.Error, StringComparison.Ordinal);
        Assert.Contains("apt-get install libtorch-dev", run.Error, StringComparison.Ordinal);
    }

    private static bool IsPortable => typeof(Microsoft.ML.MLContext).Assembly.GetName().Name!.StartsWith("MlNetCifar.Portable", StringComparison.Ordinal);

    private static DotnetRun Doctor(TemporaryFolder hidden) => DotnetRun.In(hidden.Root, Hidden(hidden), "dotnet", Program, "doctor", "--json");

    private static Dictionary<string, string?> Hidden(TemporaryFolder hidden) => new() { ["LD_LIBRARY_PATH"] = hidden.Root };

    // The loader takes the first file of a name that it finds, and gives up on one that is no library.
    private static TemporaryFolder Hide(params string[] libraries)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && IsPortable, "The nuget stack brings its native libraries along.");
        var folder = new TemporaryFolder();
        foreach (string library in libraries)
        {
            folder.Write("hidden"u8.ToArray(), library);
        }

        return folder;
    }
}
