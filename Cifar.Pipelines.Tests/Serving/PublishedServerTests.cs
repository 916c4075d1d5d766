using System.Diagnostics;
using System.Net.Http.Headers;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Documentation;

namespace Cifar.Pipelines.Tests.Serving;

/// <summary>What <c>samples/Cifar.Web/Dockerfile</c> relies on: the published output alone, in an empty folder, serves.</summary>
[Collection(ServingTests.Name)]
[Trait("Category", "Slow")]
public sealed class PublishedServerTests(ServingModels models)
{
    [Fact]
    public async Task The_published_server_has_no_libtorch_and_starts_from_an_empty_folder()
    {
        using var folder = new TemporaryFolder();
        string output = folder["web"], empty = Directory.CreateDirectory(folder["empty"]).FullName;
        string project = Path.Combine(Repository.Root, "samples", "Cifar.Web");
        var (code, log) = await Run(project, "dotnet", "publish", project, "-c", "Release", "-o", output, "--artifacts-path", folder["build"], "-v", "quiet", "-nodeReuse:false");
        Assert.True(code == 0, log);
        string[] native = [.. Directory.EnumerateFiles(output, "*.so", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Order()];
        Assert.Equal(["libmlnetcifar_images.so", "libonnxruntime.so"], native);
        Assert.InRange(Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length), 0, 100_000_000);

        using var server = Start(empty, "dotnet", Path.Combine(output, "Cifar.Web.dll"), "--models", models["first.onnx"], "--urls", "http://127.0.0.1:0");
        try
        {
            string line = (await server.StandardError.ReadLineAsync())!;
            using var client = new HttpClient { BaseAddress = new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..]) };
            Assert.Equal("ready\n", await client.GetStringAsync(new Uri("/readyz", UriKind.Relative)));
            using var picture = new ByteArrayContent(TestPictures.Png(1));
            picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            Assert.Contains("predictions", await (await client.PostAsync(new Uri("/api/v1/classify", UriKind.Relative), picture)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var again = new ByteArrayContent(TestPictures.Png(1));
            again.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            string map = await (await client.PostAsync(new Uri("/api/v1/explain", UriKind.Relative), again)).Content.ReadAsStringAsync();
            Assert.Contains("\"method\":\"grad-cam\"", map, StringComparison.Ordinal);
            Assert.Contains("What is this?", await client.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.Ordinal);
            using var kill = Process.Start("kill", ["-TERM", server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await server.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
            Assert.Equal(0, server.ExitCode);
            Assert.Empty(Directory.EnumerateFileSystemEntries(empty));
        }
        finally
        {
            if (!server.HasExited)
            {
                server.Kill();
            }
        }
    }

    private static Process Start(string folder, string program, params string[] args) =>
        Process.Start(new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static async Task<(int Code, string Log)> Run(string folder, string program, params string[] args)
    {
        using var process = Start(folder, program, args);
        var error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
